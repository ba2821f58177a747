import "./go-round.css";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import type { DetailView, PersonView } from "../../generated/protocol.ts";
import { useSend, useServerNow } from "../../meeting/context.tsx";
import { mayFacilitate, presenterOf } from "../../meeting/people.ts";
import { useNameOf, useNames } from "../../meeting/words.ts";
import { clockText } from "../facilitator/schedule.ts";
import { untilLeftMs } from "./turns.ts";

/** The presenter, who only listens in this step, is asked one question: whose floor, and for how long. */
export function Asked({ me, detail }: { me: PersonView; detail: DetailView }) {
  const { t } = useTranslation();
  const { round } = detail;
  const asked = round?.ended_at === null ? round.asked : undefined;
  const now = useServerNow(asked ? 500 : undefined);
  const nameOf = useNameOf();
  const presenter = presenterOf(detail);
  if (!round || !asked || presenter === undefined) return null;
  const time = clockText(untilLeftMs(asked.until_left, round.timeline, now));
  const mine = presenter === me.id;
  return (
    <section className="card go-round" aria-label={t("asked.heading")} data-mine={mine || undefined}>
      <p role="timer">{mine ? t("asked.mine", { time }) : t("asked.theirs", { name: nameOf(presenter) ?? t("floor.somebody"), time })}</p>
    </section>
  );
}

/** For who facilitates the room: who came too late for this step, and the way to let them in. */
export function Newcomers({ me, detail }: { me: PersonView; detail: DetailView }) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const names = useNames();
  const send = useSend();
  const { round } = detail;
  const people = (round?.ended_at === null ? (round.listening ?? []) : []).flatMap((id) => {
    const name = nameOf(id);
    return name === undefined ? [] : [{ id, name }];
  });
  if (people.length === 0 || !mayFacilitate(me, me.room)) return null;
  return (
    <section className="card go-round" aria-label={t("newcomers.heading")}>
      <p>{t("newcomers.listen", { count: people.length, names: names(people.map((person) => person.name)) })}</p>
      <div className="row">
        {people.map((person) => (
          <Button key={person.id} onPress={() => void send({ type: "let_in", room: me.room, person: person.id })}>
            {t("newcomers.letIn", { name: person.name })}
          </Button>
        ))}
      </div>
    </section>
  );
}
