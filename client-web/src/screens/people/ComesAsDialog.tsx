import "../facilitator/controls.css";
import "../facilitator/all-rooms.css";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { Picker } from "../../components/Picker.tsx";
import { TextField } from "../../components/TextField.tsx";
import type { PersonId, PersonView } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { useCompare } from "../../text/collate.ts";
import { matches } from "../facilitator/find.ts";
import { useItIsThem, useOneConsequence } from "./useItIsThem.ts";

/** Which of the expected people somebody is who came under another name. */
export default function ComesAsDialog({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const { t } = useTranslation();
  const view = useView();
  const compare = useCompare();
  const itIsThem = useItIsThem();
  const consequence = useOneConsequence();
  const [query, setQuery] = useState("");
  const [picked, setPicked] = useState<PersonId | undefined>(view.perhaps[person.id]);
  const people = useMemo(
    () =>
      Object.values(view.people)
        .filter((other) => other.expected === true)
        .sort((a, b) => compare(a.name, b.name) || (a.id < b.id ? -1 : 1)),
    [compare, view.people],
  );
  const shown = people.filter((other) => other.id === picked || matches(query, [other.name, other.organization]));
  const expected = people.find((other) => other.id === picked);
  const submit = async () => {
    if (expected && (await itIsThem(person, expected))) onClose();
  };
  return (
    <Dialog title={t("perhaps.pickTitle", { name: person.name })} isOpen onClose={onClose}>
      <TextField label={t("facilitator.find")} value={query} onChange={setQuery} />
      <Picker label={t("perhaps.expected")} mode="single" items={shown} picked={new Set(picked === undefined ? [] : [picked])} onPick={([first]) => setPicked(first)} empty={t("facilitator.nobodyFound")}>
        {(other) => (other.organization === null ? null : <bdi className="soft small">{other.organization}</bdi>)}
      </Picker>
      {expected ? <p className="small">{consequence(person, expected)}</p> : null}
      <div className="dialog-actions">
        <Button large onPress={onClose}>
          {t("common.cancel")}
        </Button>
        <Button large kind="main" isDisabled={!expected} onPress={() => void submit()}>
          {t("perhaps.confirm")}
        </Button>
      </div>
    </Dialog>
  );
}
