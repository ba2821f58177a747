import "./agenda-bar.css";
import { useEffect, useEffectEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../../components/announcer.ts";
import { Button } from "../../components/Button.tsx";
import type { PartView } from "../../generated/protocol.ts";
import { useServerNow, useView } from "../../meeting/context.tsx";
import { agendaStand, minutesOf } from "../../meeting/agenda.ts";
import { usePartName } from "../plan/agenda_words.ts";
import { clockText } from "./schedule.ts";
import { offerUndo } from "./undo.ts";
import { Refused, useAttempt } from "./useAttempt.tsx";

/** For facilitators: what runs, what is late, and the one click to the next part. */
export default function AgendaBar() {
  const view = useView();
  if (view.agenda.parts.length === 0 || view.meeting.ended_at !== null) return null;
  return <Bar />;
}

function Bar() {
  const { t } = useTranslation();
  const { agenda } = useView();
  const now = useServerNow(1000);
  const partName = usePartName();
  const { attempt, problem } = useAttempt();
  const { current, next, leftMs, place } = agendaStand(agenda, now);
  const over = current !== undefined && leftMs <= 0;
  useOverSpoken(current, over);

  const start = async (part: PartView) => {
    if (!(await attempt({ type: "start_part", part: part.id }))) return;
    offerUndo(t("agenda.started", { part: partName(part) }), t("facilitator.undo"), () => void attempt({ type: "undo_part", part: part.id }));
  };
  const more = (part: PartView) => attempt({ type: "set_part_lengths", lengths: [{ part: part.id, seconds: part.seconds + 300 }] });

  return (
    <section className="agenda-bar" aria-label={t("agenda.bar")} data-over={over || undefined}>
      <p className="agenda-now">
        {current ? (
          <>
            <span className="soft small">{t("agenda.of", { number: place, count: agenda.parts.length })}</span>{" "}
            <strong>
              <bdi>{partName(current)}</bdi>
            </strong>{" "}
            <span className="agenda-clock">{over ? t("agenda.over", { time: clockText(-leftMs) }) : t("agenda.left", { time: clockText(leftMs) })}</span>
          </>
        ) : (
          <strong>{t(next ? "agenda.notRunning" : "agenda.allDone")}</strong>
        )}
      </p>
      <Late />
      <Refused words={problem} />
      <div className="row">
        {current && leftMs < 300_000 ? <Button onPress={() => void more(current)}>{t("agenda.more")}</Button> : null}
        {next ? (
          <Button kind={over || !current ? "main" : "plain"} onPress={() => void start(next)}>
            {t("agenda.start", { part: partName(next) })} <span className="agenda-minutes">{t("agenda.minutes", { count: minutesOf(next.seconds) })}</span>
          </Button>
        ) : current ? (
          <Button onPress={() => void attempt({ type: "end_part", part: current.id })}>{t("agenda.end", { part: partName(current) })}</Button>
        ) : null}
      </div>
    </section>
  );
}

/** How late the meeting is and what that does to its end; and the offer to make the rest shorter. */
function Late() {
  const { t, i18n } = useTranslation();
  const { agenda } = useView();
  const now = useServerNow(1000);
  const { attempt, problem } = useAttempt();
  const { behindMs, expectedEnd, next } = agendaStand(agenda, now);
  if (behindMs === 0 || expectedEnd === undefined || agenda.promised_end === null) return null;
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short" });
  const words = { minutes: Math.round(Math.abs(behindMs) / 60_000), expected: time.format(expectedEnd), promised: time.format(agenda.promised_end) };
  const shorten = async () => {
    const before = agenda.parts.map((part) => ({ part: part.id, seconds: part.seconds }));
    if (!(await attempt({ type: "shorten_parts" }))) return;
    offerUndo(t("agenda.shortened"), t("facilitator.undo"), () => void attempt({ type: "set_part_lengths", lengths: before }));
  };
  return (
    <div className="agenda-late" data-early={behindMs < 0 || undefined}>
      <span>{t(behindMs > 0 ? "agenda.behind" : "agenda.early", words)}</span>
      {behindMs > 0 && next ? (
        <Button kind="quiet" onPress={() => void shorten()}>
          {t("agenda.shorten")}
        </Button>
      ) : null}
      <Refused words={problem} />
    </div>
  );
}

/** Said once, calmly: nothing ends by itself. */
function useOverSpoken(part: PartView | undefined, over: boolean): void {
  const { t } = useTranslation();
  const partName = usePartName();
  const said = useRef<string>(undefined);
  const say = useEffectEvent(() => {
    if (!part || said.current === part.id) return;
    said.current = part.id;
    announcer.announce("time", t("agenda.overSpoken", { part: partName(part) }));
  });
  useEffect(() => {
    if (over) say();
  }, [over, part?.id]);
}
