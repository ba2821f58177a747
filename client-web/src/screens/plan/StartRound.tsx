import "../facilitator/controls.css";
import "./start-round.css";
import { useState } from "react";
import { Checkbox } from "react-aria-components/Checkbox";
import { CheckboxGroup } from "react-aria-components/CheckboxGroup";
import { Label } from "react-aria-components/Label";
import { Radio, RadioGroup } from "react-aria-components/RadioGroup";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Choice } from "../../components/Choice.tsx";
import { Skeleton } from "../../components/Skeleton.tsx";
import { toastStore } from "../../components/toast_store.ts";
import type { Definition, Pace, RoomId } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { inLanguage } from "../../meeting/step.ts";
import { useRoomName } from "../../meeting/words.ts";
import { faultText } from "../../text/fault.ts";
import { breakoutRooms, roomState } from "../facilitator/rooms.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { minutesText, readMinutes } from "./minutes.ts";
import { StepMinutes } from "./StepMinutes.tsx";
import { useLibrary } from "./useLibrary.ts";
import { plannedMinutes, usePlanned } from "./usePlanned.ts";

/** Which protocol, with which minutes, in which rooms; and the start. */
export interface StartRoundProps {
  /** The steps are shown when they are asked for. */
  folded?: boolean;
  /** A room facilitator's own room; without it rooms are chosen. */
  only?: RoomId;
  onStarted?: () => void;
  /** In a dialog there is a way back beside the start. */
  onCancel?: () => void;
}

export function StartRound({ folded = false, ...rest }: StartRoundProps) {
  const { t } = useTranslation();
  const { library, again } = useLibrary();
  switch (library.kind) {
    case "loading":
      return (
        <div className="stack-tight" aria-busy="true">
          <Skeleton height="3rem" />
          <Skeleton height="8rem" />
        </div>
      );
    case "failed":
      return (
        <div className="row">
          <p className="field-error">{faultText(t, library.error)}</p>
          <Button onPress={again}>{t("common.tryAgain")}</Button>
        </div>
      );
    case "ready":
      return library.protocols.length === 0 ? <p className="soft">{t("plan.round.none")}</p> : <Chosen protocols={library.protocols} folded={folded} {...rest} />;
  }
}

/** "45 min · 5 to 12 people". */
function sizeText(definition: Definition, t: TFunction, language: string): string {
  const seconds = definition.steps.reduce((sum, step) => sum + Math.round(step.minutes * 60), 0);
  const length = t("plan.round.length", { minutes: minutesText(seconds, language) });
  const { people } = definition;
  return people == null ? length : `${length} · ${t("plan.round.people", { least: people.least, most: people.most })}`;
}

const PACES: readonly Pace[] = ["flexible", "together", "own"];
type Where = "all" | "some";

function Chosen({ protocols, folded = false, only, onStarted, onCancel }: StartRoundProps & { protocols: readonly Definition[] }) {
  const { t, i18n } = useTranslation();
  const view = useView();
  const roomName = useRoomName();
  const { attempt, problem } = useAttempt();
  const [planned, setPlanned] = usePlanned();
  const [where, setWhere] = useState<Where>("all");
  const [picked, setPicked] = useState<RoomId[]>([]);
  const [pace, setPace] = useState<Pace>("flexible");
  const definition = protocols.find((each) => each.id === planned.protocol) ?? protocols[0];
  const states = breakoutRooms(view).map((room) => roomState(view, room, 0));
  const busy = states.filter((state) => state.round !== undefined);
  const free = states.filter((state) => state.round === undefined);
  const used = free.filter((state) => state.people.some((person) => person.role !== "facilitator"));
  if (!definition) return null;

  const usual = definition.steps.map((step) => minutesText(Math.round(step.minutes * 60), i18n.language));
  const lengths = plannedMinutes(planned, definition) ?? usual;
  const setMinutes = (minutes: readonly string[]) => setPlanned({ protocol: definition.id, minutes: { ...planned.minutes, [definition.id]: minutes } });
  const seconds = lengths.map(readMinutes);
  const whole = seconds.every((each) => each !== undefined);
  const total = seconds.reduce<number>((sum, each) => sum + (each ?? 0), 0);
  const changed = String(lengths) !== String(usual);
  const rooms = only !== undefined ? [only] : where === "all" && busy.length === 0 ? null : where === "all" ? used.map((state) => state.room.id) : picked;
  const count = rooms === null ? used.length : rooms.length;

  const start = async () => {
    const sent = changed && whole ? seconds.map((each) => each ?? 0) : null;
    if (!(await attempt({ type: "start_round", rooms, protocol: { library: definition.id }, seconds: sent, ...(count > 1 ? { pace } : {}) }))) return;
    toastStore.show(t("plan.round.started"));
    onStarted?.();
  };

  return (
    <div className="start-round">
      <RadioGroup className="field" value={definition.id} onChange={(protocol) => setPlanned({ ...planned, protocol })}>
        <Label className="field-label">{t("plan.round.protocol")}</Label>
        <div className="protocols">
          {protocols.map((each) => (
            <Radio key={each.id} value={each.id} className="protocol">
              <span className="protocol-name">{inLanguage(each.name, i18n.language)}</span>
              <span className="protocol-size">{sizeText(each, t, i18n.language)}</span>
              <span className="protocol-about">{inLanguage(each.about, i18n.language)}</span>
            </Radio>
          ))}
        </div>
      </RadioGroup>
      <div className="start-round-settings">
        {definition.credit === "" ? null : <p className="soft small protocol-credit">{inLanguage({ en: definition.credit, ...definition.credit_in }, i18n.language)}</p>}
        <details open={!folded}>
          <summary className="steps-summary">
            {t("plan.round.steps")}{" "}
            <span className="soft">
              {minutesText(total, i18n.language)} {t("time.minutesShort")}
            </span>
          </summary>
          <StepMinutes
            definition={definition}
            texts={lengths}
            total={total}
            onChange={setMinutes}
            {...(changed ? { onReset: () => setMinutes(usual) } : {})}
          />
        </details>
        {only === undefined ? (
          <Choice<Where>
            label={t("plan.round.where")}
            value={where}
            options={[
              { value: "all", text: busy.length === 0 ? t("plan.round.allRooms") : t("plan.round.allFree") },
              { value: "some", text: t("plan.round.someRooms") },
            ]}
            onChange={setWhere}
          />
        ) : null}
        {where === "some" ? (
          <CheckboxGroup className="field" value={picked} onChange={setPicked}>
            <Label className="field-label">{t("facilitator.rooms")}</Label>
            <div className="room-checks">
              {states.map((state) => (
                <Checkbox key={state.room.id} value={state.room.id} className="check" isDisabled={state.round !== undefined}>
                  <span className="check-box" aria-hidden="true" />
                  {roomName(state.room.id)} <span className="soft">{state.round ? t("plan.round.running") : t("facilitator.peopleShort", { count: state.size })}</span>
                </Checkbox>
              ))}
            </div>
          </CheckboxGroup>
        ) : null}
        {count > 1 ? <Choice<Pace> label={t("plan.round.pace")} value={pace} options={PACES.map((value) => ({ value, text: t(`plan.round.paces.${value}`) }))} onChange={setPace} /> : null}
        <p className="soft small">{t("plan.round.gathers")} {only === undefined && !folded ? t("plan.round.kept") : ""}</p>
        <Refused words={problem} />
        <div className="row start-round-actions">
          <Button kind="main" large isDisabled={count === 0 || !whole} onPress={() => void start()}>
            {t("plan.round.start", { count })}
          </Button>
          {onCancel ? (
            <Button large onPress={onCancel}>
              {t("common.cancel")}
            </Button>
          ) : null}
          {count === 0 ? <span className="soft small">{where === "some" ? t("plan.round.pickRooms") : t("plan.round.nobodyInRooms")}</span> : null}
        </div>
      </div>
    </div>
  );
}
