import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Picker } from "../../components/Picker.tsx";
import { TextField } from "../../components/TextField.tsx";
import type { PersonId, PersonView } from "../../generated/protocol.ts";
import { matches } from "./find.ts";

export interface PickPeopleProps {
  /** In the order in which they are shown. */
  people: readonly PersonView[];
  picked: ReadonlySet<PersonId>;
  onPick: (picked: ReadonlySet<PersonId>) => void;
  /** What stands beside the name. */
  about: (person: PersonView) => ReactNode;
}

/** People to pick, found by typing; who is picked stays in sight. */
export function PickPeople({ people, picked, onPick, about }: PickPeopleProps) {
  const { t } = useTranslation();
  const [query, setQuery] = useState("");
  const shown = people.filter((person) => picked.has(person.id) || matches(query, [person.name, person.organization, person.position]));
  return (
    <>
      <TextField label={t("facilitator.find")} value={query} onChange={setQuery} />
      <Picker label={t("facilitator.people")} mode="multiple" items={shown} picked={picked} onPick={onPick} empty={t("facilitator.nobodyFound")}>
        {(person) => <span className="soft small">{about(person)}</span>}
      </Picker>
    </>
  );
}
