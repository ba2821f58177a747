import "./lobby.css";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../../components/announcer.ts";
import { Button } from "../../components/Button.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { useGrowing } from "../../components/useGrowing.tsx";
import type { PersonView } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { perhapsExpected } from "../../meeting/people.ts";
import { useNames } from "../../meeting/words.ts";
import PerhapsExpected from "../people/PerhapsExpected.tsx";

/** Each of them has buttons, and some stand side by side. */
const LOBBY_DRAWN = 40;

/** Who waits to be let in, on every page of a facilitator: one press for one of them or for all. */
export default function LobbyBar() {
  const { t } = useTranslation();
  const view = useView();
  const send = useSend();
  const [away, setAway] = useState<PersonView>();
  const people = Object.values(view.lobby).sort((a, b) => a.joined_at - b.joined_at);
  const [claims, setClaims] = useState<PersonView>();
  const { drawn, more } = useGrowing(people.length, { piece: LOBBY_DRAWN });
  useSpoken(people);
  if (people.length === 0) return null;
  return (
    <section className="lobby-bar" aria-labelledby="lobby-heading">
      <div className="lobby-head">
        <h2 id="lobby-heading">{t("lobby.waiting", { count: people.length })}</h2>
        {people.every((person) => person.claims !== undefined) ? null : (
          <Button kind="main" onPress={() => void send({ type: "admit", people: null })}>
            {t("lobby.admitAll")}
          </Button>
        )}
      </div>
      <ul className="lobby-list">
        {people.slice(0, drawn).map((person) => (
          <li key={person.id} className="lobby-row" data-away={!person.here || undefined}>
            <span>
              <bdi>{person.name}</bdi>{" "}
              <span className="soft small">{[person.organization, person.claims === undefined ? null : t("lobby.claims"), person.here ? null : t("facilitator.isAway")].filter((part) => part !== null).join(" · ")}</span>
            </span>
            <span className="row">
              {person.claims === undefined ? (
                <Button aria-label={t("lobby.admitOne", { name: person.name })} onPress={() => void send({ type: "admit", people: [person.id] })}>
                  {t("lobby.admit")}
                </Button>
              ) : (
                <Button aria-label={t("lobby.recognizeOne", { name: person.name })} onPress={() => setClaims(person)}>
                  {t("lobby.recognize")}
                </Button>
              )}
              <Button kind="quiet" aria-label={t("lobby.turnAwayOne", { name: person.name })} onPress={() => setAway(person)}>
                {t("lobby.turnAway")}
              </Button>
            </span>
            <Perhaps person={person} />
          </li>
        ))}
      </ul>
      {more}
      <Confirm
        title={t("lobby.recognizeTitle", { name: claims?.name ?? "" })}
        consequence={t("lobby.recognizeConsequence", { name: claims?.name ?? "" })}
        confirm={t("lobby.recognizeConfirm")}
        cancel={t("common.cancel")}
        isOpen={claims !== undefined}
        onConfirm={() => claims && void send({ type: "recognize", person: claims.id })}
        onClose={() => setClaims(undefined)}
      />
      <Confirm
        title={t("lobby.turnAwayTitle", { name: away?.name ?? "" })}
        consequence={t("lobby.turnAwayConsequence")}
        confirm={t("lobby.turnAway")}
        cancel={t("common.cancel")}
        isOpen={away !== undefined}
        onConfirm={() => away && void send({ type: "remove_person", person: away.id })}
        onClose={() => setAway(undefined)}
      />
    </section>
  );
}

function Perhaps({ person }: { person: PersonView }) {
  const expected = perhapsExpected(useView(), person.id);
  return expected ? <PerhapsExpected person={person} expected={expected} /> : null;
}

/** Each who comes is said once; of many at once the first. */
function useSpoken(people: readonly PersonView[]): void {
  const { t } = useTranslation();
  const names = useNames();
  const known = useRef(new Set<string>());
  useEffect(() => {
    const fresh = people.filter((person) => !known.current.has(person.id));
    for (const person of fresh) known.current.add(person.id);
    if (fresh.length > 0) announcer.announce("result", t("lobby.came", { names: names(fresh.map((person) => person.name)) }));
  }, [names, people, t]);
}
