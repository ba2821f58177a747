import { useTranslation } from "react-i18next";
import { MenuItem, MenuSection } from "../components/Menu.tsx";
import { toastStore } from "../components/toast_store.ts";
import { type Sign, useWanted, want } from "./kept.ts";
import { askToNotify, canNotify, mayNotify } from "./notify.ts";
import { tryChime } from "./sound.ts";

/** The switches of sounds and signs, within one's own menu. */
export function SignsSection() {
  const { t } = useTranslation();
  const chimes = useWanted("chime");
  const notifies = useWanted("notify") && mayNotify();
  const on: Record<Sign, boolean> = { chime: chimes, notify: notifies };
  const turn = (sign: Sign, to: boolean) => {
    if (sign === "chime") {
      want("chime", to);
      if (to) tryChime();
    } else if (!to) want("notify", false);
    else {
      void askToNotify().then((granted) => {
        want("notify", granted);
        if (!granted) toastStore.show(t("signs.notifyRefused"));
      });
    }
  };
  const signs: Sign[] = canNotify() ? ["chime", "notify"] : ["chime"];
  return (
    <MenuSection
      heading={t("signs.heading")}
      selected={signs.filter((sign) => on[sign])}
      onSelect={(selected) => {
        for (const sign of signs) if (selected.has(sign) !== on[sign]) turn(sign, selected.has(sign));
      }}
    >
      {signs.map((sign) => (
        <MenuItem key={sign} id={sign}>
          {t(`signs.${sign}`)}
        </MenuItem>
      ))}
    </MenuSection>
  );
}
