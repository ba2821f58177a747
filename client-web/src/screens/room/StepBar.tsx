import "./step-bar.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TimeRing } from "../../components/TimeRing.tsx";
import type { DetailView, PersonView } from "../../generated/protocol.ts";
import { type DilemmaEdited, DilemmaLine, EditDilemma } from "./Dilemma.tsx";
import { useStepBar } from "./useStepBar.ts";

/** Always in the same place, never hidden by anything. */
export function StepBar({ me, detail, compact }: { me: PersonView; detail: DetailView | undefined; compact: boolean }) {
  const { t } = useTranslation();
  const model = useStepBar(me, detail);
  // Kept here, since the line goes with the room's round.
  const [edited, setEdited] = useState<DilemmaEdited>();
  const { now, ring, countdown } = model;
  const standing = now && "standing" in now ? now.standing : model.timer?.state === "paused" ? "paused" : undefined;
  return (
    <section className="step-bar" aria-label={t("step.label")} data-standing={standing}>
      <div className="step-bar-top">
        <h2 className="step-title">
          {model.place === undefined ? null : <span className="step-place">{model.place}</span>}
          {model.title}
        </h2>
        <p className="step-floor">
          {model.floor}
          {model.writing === undefined ? null : <span className="step-writing"> {model.writing}</span>}
        </p>
        <div className="step-when">
          {ring ? <TimeRing {...ring} /> : null}
          <span className="step-next">
            {model.timer ? (
              <strong className="step-task" dir="auto">
                {model.timer.label}
              </strong>
            ) : null}
            {model.next}
          </span>
        </div>
      </div>
      {standing === "paused" || standing === "held" ? <p className="step-standing">{t(`step.${standing}`)}</p> : null}
      {countdown ? (
        <p className="step-countdown">
          <strong>{countdown.title}.</strong> {countdown.words}
        </p>
      ) : null}
      {detail && now ? <DilemmaLine me={me} detail={detail} onEdit={setEdited} /> : null}
      {model.prompt === undefined || compact ? null : (
        <div className="step-ask">
          <p className="step-prompt">{model.prompt}</p>
          {now?.kind === "step" ? <WholeRound leftMs={now.roundLeftMs} totalMs={now.roundTotalMs} /> : null}
        </div>
      )}
      {edited ? <EditDilemma key={edited.room} me={me} edited={edited} onClose={() => setEdited(undefined)} /> : null}
    </section>
  );
}

/** How far the whole round is, as a thin line with its words. */
export function WholeRound({ leftMs, totalMs }: { leftMs: number; totalMs: number }) {
  const { t } = useTranslation();
  const share = totalMs > 0 ? 1 - leftMs / totalMs : 1;
  return (
    <div className="whole-round">
      <div className="whole-round-line" aria-hidden="true">
        <span style={{ width: `${Math.round(share * 100)}%` }} />
      </div>
      <span className="whole-round-words">{t("step.wholeRoundLeft", { count: Math.ceil(leftMs / 60_000) })}</span>
    </div>
  );
}
