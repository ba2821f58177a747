import { useTranslation } from "react-i18next";
import { Choice } from "../../components/Choice.tsx";
import { Switch } from "../../components/Switch.tsx";
import type { HandOrder, MainFloor } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { PollsPart } from "./PollsPart.tsx";

/** Polls, and what holds for talk: the floor of the main room, questions, chat. */
export default function Talk() {
  return (
    <div className="plan-parts">
      <PollsPart />
      <TalkRules />
    </div>
  );
}

function TalkRules() {
  const { t } = useTranslation();
  const { talk } = useView();
  const { attempt, problem } = useAttempt();
  return (
    <section className="plan-part" aria-labelledby="plan-talk">
      <h2 id="plan-talk">{t("talk.heading")}</h2>
      <div className="stack-tight">
        <Choice<MainFloor>
          label={t("talk.floor")}
          value={talk.floor}
          options={[
            { value: "open", text: t("talk.floorOpen") },
            { value: "facilitators", text: t("talk.floorFacilitators") },
          ]}
          onChange={(floor) => void attempt({ type: "set_talk", floor })}
        />
        <p className="field-hint">{t("talk.floorHint")}</p>
      </div>
      <div className="stack-tight">
        <Switch isSelected={talk.anonymous_questions} onChange={(anonymous_questions) => void attempt({ type: "set_talk", anonymous_questions })}>
          {t("talk.anonymous")}
        </Switch>
        <p className="field-hint">{t("talk.anonymousHint")}</p>
        <Switch isSelected={talk.chat_to_all} onChange={(chat_to_all) => void attempt({ type: "set_talk", chat_to_all })}>
          {t("talk.allowAll")}
        </Switch>
        <p className="field-hint">{t("talk.allowAllHint")}</p>
        <Switch isSelected={talk.keep_chat} onChange={(keep_chat) => void attempt({ type: "set_talk", keep_chat })}>
          {t("talk.keep")}
        </Switch>
        <p className="field-hint">{t("talk.keepHint")}</p>
      </div>
      <div className="stack-tight">
        <Choice<HandOrder>
          label={t("talk.hands")}
          value={talk.hands}
          options={[
            { value: "least", text: t("talk.handsLeast") },
            { value: "raised", text: t("talk.handsRaised") },
          ]}
          onChange={(hands) => void attempt({ type: "set_talk", hands })}
        />
        <p className="field-hint">{t("talk.handsHint")}</p>
        <Switch isSelected={!talk.no_reactions} onChange={(on) => void attempt({ type: "set_talk", no_reactions: !on })}>
          {t("talk.signs")}
        </Switch>
        <p className="field-hint">{t("talk.signsHint")}</p>
      </div>
      <Refused words={problem} />
    </section>
  );
}
