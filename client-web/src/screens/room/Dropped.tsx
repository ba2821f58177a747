import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Menu, MenuItem } from "../../components/Menu.tsx";
import type { DetailView, PersonView } from "../../generated/protocol.ts";
import { useSend, useServerNow, useView } from "../../meeting/context.tsx";
import { canPresent, mayFacilitate, peopleOf, presenterHere, presenterOf } from "../../meeting/people.ts";
import { clockText } from "../facilitator/schedule.ts";

/** For who facilitates the room, when its presenter drops in a step: wait, somebody else, or another dilemma. */
export function Dropped({ me, detail }: { me: PersonView; detail: DetailView }) {
  const { t } = useTranslation();
  const view = useView();
  const send = useSend();
  const { round } = detail;
  const gone = presenterOf(detail);
  const waits = gone !== undefined && round?.waits_for === gone;
  const now = useServerNow(waits ? 500 : undefined);
  const presenter = gone === undefined ? undefined : view.people[gone];
  if (!round || !presenter || round.timeline.step === null || presenterHere(view, me.room) || !mayFacilitate(me, me.room)) return null;
  const { clock } = round.timeline;
  const { name } = presenter;
  const able = peopleOf(view, me.room).filter((person) => person.here && canPresent(person));
  const offered = able.filter((person) => round.offers.includes(person.id)).sort((a, b) => round.offers.indexOf(a.id) - round.offers.indexOf(b.id));
  const [first] = offered;
  const people = [...offered, ...able.filter((person) => !offered.includes(person))];
  const present = (person: PersonView) => void send({ type: "set_presenter", room: me.room, person: person.id });
  return (
    <section className="card go-round" aria-label={t("repair.heading", { name })}>
      <p role={waits ? "timer" : undefined}>{waits && clock.state === "held" ? t("repair.waiting", { name, time: clockText(clock.until - now) }) : t("repair.heading", { name })}</p>
      <div className="row">
        {clock.state === "running" && round.pace !== "together" ? (
          <Button kind="main" onPress={() => void send({ type: "wait_for_presenter", room: me.room })}>
            {t("repair.wait", { name })}
          </Button>
        ) : null}
        {first ? <Button onPress={() => present(first)}>{t("repair.letPresent", { name: first.name })}</Button> : null}
        {people.length > 0 ? (
          <>
            <Menu trigger={t("repair.someone")}>{people.map((person) => <Item key={person.id} person={person} act={() => present(person)} />)}</Menu>
            <Menu trigger={t("repair.otherShort")} label={t("repair.other")}>
              {people.map((person) => (
                <Item key={person.id} person={person} act={() => void send({ type: "other_dilemma", room: me.room, person: person.id })} />
              ))}
            </Menu>
          </>
        ) : null}
      </div>
    </section>
  );
}

function Item({ person, act }: { person: PersonView; act: () => void }) {
  return (
    <MenuItem textValue={person.name} onAction={act}>
      <bdi>{person.name}</bdi>
    </MenuItem>
  );
}
