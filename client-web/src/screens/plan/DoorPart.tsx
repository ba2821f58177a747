import "../facilitator/controls.css";
import { useState } from "react";
import { Checkbox } from "react-aria-components/Checkbox";
import { CheckboxGroup } from "react-aria-components/CheckboxGroup";
import { Label } from "react-aria-components/Label";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Switch } from "../../components/Switch.tsx";
import { TextField } from "../../components/TextField.tsx";
import { toastStore } from "../../components/toast_store.ts";
import type { Ask } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { ASKS } from "../join/AskedFields.tsx";

/** What people are asked at the door, and who comes in. */
export function DoorPart() {
  const { t } = useTranslation();
  const { meeting } = useView();
  const { attempt, problem } = useAttempt();
  const setAsks = (chosen: string[]) => void attempt({ type: "set_asks", asks: ASKS.filter((ask: Ask) => chosen.includes(ask)) });
  return (
    <section className="plan-part" aria-labelledby="plan-door">
      <h2 id="plan-door">{t("door.heading")}</h2>
      <CheckboxGroup className="field" value={meeting.asks} onChange={setAsks}>
        <Label className="field-label">{t("door.asks")}</Label>
        <span className="field-hint">{t("door.asksHint")}</span>
        <div className="door-asks">
          {ASKS.map((ask) => (
            <Checkbox key={ask} value={ask} className="check">
              <span className="check-box" aria-hidden="true" />
              {t(`ask.${ask}`)}
            </Checkbox>
          ))}
        </div>
      </CheckboxGroup>
      <div className="stack-tight">
        <Switch isSelected={meeting.lobby} onChange={(lobby) => void attempt({ type: "set_door", lobby, locked: null })}>
          {t("door.lobby")}
        </Switch>
        <p className="field-hint">{t("door.lobbyHint")}</p>
        <Switch isSelected={meeting.locked} onChange={(locked) => void attempt({ type: "set_door", locked, lobby: null })}>
          {t("door.lock")}
        </Switch>
        <p className="field-hint">{t("door.lockHint")}</p>
      </div>
      <Passcode />
      <Refused words={problem} />
    </section>
  );
}

function Passcode() {
  const { t } = useTranslation();
  const { keys } = useView();
  const { attempt, problem } = useAttempt();
  const known = keys?.passcode ?? "";
  const [typed, setTyped] = useState<string>();
  const value = typed ?? known;
  const save = async (passcode: string | null) => {
    if (!(await attempt({ type: "set_passcode", passcode }))) return;
    setTyped(undefined);
    toastStore.show(passcode === null ? t("door.passcodeGone") : t("door.passcodeSaved"));
  };
  return (
    <form
      className="door-passcode"
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim() !== "" && value !== known) void save(value.trim());
      }}
    >
      <TextField label={t("door.passcode")} hint={t("door.passcodeHint")} error={problem === undefined ? undefined : t("door.passcodeShort")} value={value} onChange={setTyped} maxLength={60} autoComplete="off" spellCheck="false" />
      <div className="row">
        <Button type="submit" isDisabled={value.trim() === "" || value === known}>
          {t("common.save")}
        </Button>
        {known === "" ? null : <Button onPress={() => void save(null)}>{t("door.passcodeRemove")}</Button>}
      </div>
    </form>
  );
}
