import "./controls.css";
import "./all-rooms.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Avatar } from "../../components/Avatar.tsx";
import { TextField } from "../../components/TextField.tsx";
import { useView } from "../../meeting/context.tsx";
import { useRoomName } from "../../meeting/words.ts";
import { matches } from "./find.ts";
import { useCompare } from "../../text/collate.ts";
import { PersonMenu } from "./PersonMenu.tsx";

/** Everyone who joined, wherever they are; among what can be done with each is taking them out of the meeting. */
export function PeopleCard() {
  const { t } = useTranslation();
  const view = useView();
  const roomName = useRoomName();
  const compare = useCompare();
  const [query, setQuery] = useState("");
  const people = Object.values(view.people)
    .filter((person) => matches(query, [person.name, person.organization, person.position, person.subject]))
    .sort((a, b) => compare(a.name, b.name));
  return (
    <section className="card stack" aria-labelledby="people-card">
      <h2 id="people-card">{t("facilitator.peopleHere")}</h2>
      <TextField label={t("facilitator.find")} value={query} onChange={setQuery} />
      <ul className="roster roster-scroll">
        {people.map((person) => (
          <li key={person.id} className="roster-row">
            <Avatar name={person.name} tone={person.here ? "plain" : "away"} />
            <span className="roster-who">
              <span>
                <bdi>{person.name}</bdi>
                {person.pronouns === null ? null : <span className="soft"> {person.pronouns}</span>}
              </span>
              <span className="soft small">
                {[person.organization, person.position, person.subject, person.role === "participant" ? null : t(`record.role.${person.role}`), person.here ? roomName(person.room) : t("facilitator.isAway")].filter((part) => part !== null).join(" · ")}
              </span>
              {view.needs[person.id] === undefined ? null : (
                <details className="roster-needs small">
                  <summary>{t("ask.access_needs")}</summary>
                  <p dir="auto">{view.needs[person.id]}</p>
                </details>
              )}
            </span>
            <PersonMenu person={person} room={person.room === view.meeting.main_room ? undefined : person.room} />
          </li>
        ))}
      </ul>
    </section>
  );
}
