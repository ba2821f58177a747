import "../facilitator/controls.css";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { Picker } from "../../components/Picker.tsx";
import { TextField } from "../../components/TextField.tsx";
import type { PersonId, PersonView } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { matches } from "../facilitator/find.ts";
import "../facilitator/all-rooms.css";

const NOBODY = "nobody";

/** With whom an interpreter or captioner goes; with nobody in particular is an answer too. */
export default function SupportDialog({ person, onClose, onChoose }: { person: PersonView; onClose: () => void; onChoose: (supports: PersonId | null) => Promise<boolean> }) {
  const { t, i18n } = useTranslation();
  const view = useView();
  const [query, setQuery] = useState("");
  const [picked, setPicked] = useState<string>(person.supports ?? NOBODY);
  const people = useMemo(() => {
    const collator = new Intl.Collator(i18n.language);
    return Object.values(view.people)
      .filter((other) => other.id !== person.id && other.role !== "access_support")
      .sort((a, b) => collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
  }, [i18n.language, person.id, view.people]);
  const shown = people.filter((other) => other.id === picked || matches(query, [other.name, other.organization]));
  const items = [{ id: NOBODY, name: t("roles.withNobody"), organization: null as string | null }, ...shown];
  return (
    <Dialog title={t("roles.supportTitle", { name: person.name })} isOpen onClose={onClose}>
      <p className="soft small">{t("roles.supportHint", { name: person.name })}</p>
      <TextField label={t("facilitator.find")} value={query} onChange={setQuery} />
      <Picker label={t("facilitator.people")} mode="single" needsOne items={items} picked={new Set([picked])} onPick={([first]) => setPicked(first ?? NOBODY)} empty={t("facilitator.nobodyFound")}>
        {(other) => (other.organization === null ? null : <bdi className="soft small">{other.organization}</bdi>)}
      </Picker>
      <div className="dialog-actions">
        <Button large onPress={onClose}>
          {t("common.cancel")}
        </Button>
        <Button
          large
          kind="main"
          onPress={() =>
            void onChoose(picked === NOBODY ? null : picked).then((done) => {
              if (done) onClose();
            })
          }
        >
          {t("roles.supportConfirm")}
        </Button>
      </div>
    </Dialog>
  );
}
