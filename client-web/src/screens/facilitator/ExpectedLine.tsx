import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { useView } from "../../meeting/context.tsx";
import { isExpected } from "../../meeting/people.ts";
import type { FacilitatorPageProps } from "./pages.ts";

/** How many have not come yet, and the way to who they are. */
export function ExpectedLine({ onShow }: FacilitatorPageProps) {
  const { t } = useTranslation();
  const view = useView();
  const count = Object.values(view.people).filter(isExpected).length;
  const perhaps = Object.keys(view.perhaps).length;
  if (count === 0) return null;
  return (
    <p className="expected-line small">
      <span className="soft">{t("expected.notHere", { count })}</span>{" "}
      {perhaps === 0 ? null : <span className="expected-perhaps">{t("perhaps.here", { count: perhaps })} </span>}
      {onShow ? (
        <Button kind="quiet" onPress={() => onShow("people")}>
          {t("expected.show")}
        </Button>
      ) : null}
    </p>
  );
}
