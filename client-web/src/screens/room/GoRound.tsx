import "./go-round.css";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { VisuallyHidden } from "../../components/VisuallyHidden.tsx";
import type { DetailView, PersonView } from "../../generated/protocol.ts";
import { useSend, useServerNow } from "../../meeting/context.tsx";
import { mayFacilitate } from "../../meeting/people.ts";
import { useNameOf, useNames } from "../../meeting/words.ts";
import { clockText } from "../facilitator/schedule.ts";
import { SpeaksFor } from "./SmallGroup.tsx";
import { turnLeftMs } from "./turns.ts";

/** In a go-round: who has the turn and for how long, who comes next, who is asked again; and one's own 'I pass'. */
export function GoRound({ me, detail }: { me: PersonView; detail: DetailView }) {
  const { t } = useTranslation();
  const { round } = detail;
  const now = useServerNow(round?.turns ? 500 : undefined);
  const nameOf = useNameOf();
  const names = useNames();
  const send = useSend();
  const turns = round?.turns;
  const speaker = turns?.order[0];
  if (!round || round.ended_at !== null || !turns || speaker === undefined) return null;
  const called = (people: readonly string[]) => names(people.map((person) => nameOf(person) ?? t("chat.gone")));
  const name = called([speaker]);
  const next = turns.order.slice(1);
  const target = { room: me.room, person: speaker };
  const mine = speaker === me.id;
  return (
    <section className="card go-round" aria-label={t("turns.heading")} data-mine={mine || undefined}>
      <dl className="go-round-order">
        <div className="go-round-now">
          <dt>{t("turns.now")}</dt>
          <dd>
            <strong>
              <bdi>{name}</bdi>
              {mine ? <span className="soft"> ({t("common.you")})</span> : null}
            </strong>{" "}
            <span className="go-round-clock" role="timer">
              <span aria-hidden="true">{clockText(turnLeftMs(turns, round.timeline, now))}</span>
              <VisuallyHidden>{t("turns.left", { time: clockText(turnLeftMs(turns, round.timeline, now)) })}</VisuallyHidden>
            </span>
          </dd>
        </div>
        {next.length > 0 ? (
          <div>
            <dt>{t("turns.next")}</dt>
            <dd>
              <bdi>{called(next)}</bdi>
            </dd>
          </div>
        ) : null}
        {turns.passed.length > 0 ? (
          <div>
            <dt>{t("turns.passed")}</dt>
            <dd>
              <bdi>{called(turns.passed)}</bdi>
            </dd>
          </div>
        ) : null}
      </dl>
      <SpeaksFor person={speaker} detail={detail} />
      {turns.returning ? <p className="small soft">{t("turns.returning")}</p> : null}
      {mine ? (
        <div className="row">
          <Button large onPress={() => void send({ type: "pass_turn", ...target })}>
            {t("turns.pass")}
          </Button>
          <Button large kind="main" onPress={() => void send({ type: "end_turn", ...target })}>
            {t("turns.done")}
          </Button>
        </div>
      ) : mayFacilitate(me, me.room) ? (
        <div className="row">
          <Button aria-label={t("turns.passForWhom", { name })} onPress={() => void send({ type: "pass_turn", ...target })}>
            {t("turns.passFor")}
          </Button>
          <Button aria-label={t("turns.moveOnFrom", { name })} onPress={() => void send({ type: "end_turn", ...target })}>
            {t("turns.moveOn")}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
