import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../../components/announcer.ts";
import { Button } from "../../components/Button.tsx";
import { CopyField } from "../../components/CopyField.tsx";
import { TextField } from "../../components/TextField.tsx";
import { toastStore } from "../../components/toast_store.ts";
import { ApiError, api } from "../../connection/http.ts";
import { forgetMeeting } from "../../connection/identity.ts";
import type { Rehearsal } from "../../generated/protocol.ts";
import { useKnownMeeting, useMe, useView } from "../../meeting/context.tsx";
import { faultText } from "../../text/fault.ts";
import { goToRehearsal } from "../rehearsal/go.ts";

const USUAL = 30;
const MOST = 150;

/** The plan with simulated people, in a meeting of its own. */
export function RehearsalPart() {
  const { t } = useTranslation();
  const { meeting } = useView();
  const { rehearsal, reload, known } = useRehearsal();
  if (meeting.rehearsal_of !== undefined) return null;
  return (
    <section className="plan-part" aria-labelledby="plan-rehearsal">
      <h2 id="plan-rehearsal">{t("rehearsal.heading")}</h2>
      <p className="soft small">{t("rehearsal.explain")}</p>
      {rehearsal === undefined ? null : rehearsal === null ? <Start onOutdated={reload} /> : <UnderWay rehearsal={rehearsal} known={known} onEnded={reload} />}
    </section>
  );
}

/** What is under way; `undefined` until the server has said. */
function useRehearsal() {
  const known = useKnownMeeting();
  const [rehearsal, setRehearsal] = useState<Rehearsal | null>();
  const reload = useCallback(() => {
    api.rehearsal(known.id, known.personSecret).then(
      (view) => setRehearsal(view.rehearsal),
      // Whoever presses the button is told what is wrong.
      () => setRehearsal(null),
    );
  }, [known.id, known.personSecret]);
  useEffect(() => {
    reload();
    // Another facilitator may have started or ended one since this page was looked at last.
    window.addEventListener("focus", reload);
    return () => window.removeEventListener("focus", reload);
  }, [reload]);
  return { rehearsal, reload, known };
}

/** Under one's own name and language, and what else one said of oneself at the door. */
function useAbout() {
  const { i18n } = useTranslation();
  const me = useMe();
  return { name: me?.name ?? "", organization: me?.organization ?? null, language: i18n.language };
}

function Start({ onOutdated }: { onOutdated: () => void }) {
  const { t } = useTranslation();
  const view = useView();
  const known = useKnownMeeting();
  const about = useAbout();
  const expected = Object.values(view.people).filter((person) => person.role === "participant").length;
  const [typed, setTyped] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const value = typed ?? String(expected === 0 ? USUAL : Math.min(expected, MOST));
  const people = /^\d{1,3}$/.test(value.trim()) ? Number(value) : 0;
  const fits = people >= 1 && people <= MOST;

  const start = async () => {
    if (busy || !fits) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await goToRehearsal(await api.startRehearsal(known.id, { people }, known.personSecret), known, about);
    } catch (error) {
      setProblem(faultText(t, error));
      if (error instanceof ApiError && error.reason === "rehearsal_under_way") onOutdated();
      setBusy(false);
    }
  };
  return (
    <form
      className="stack-tight"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <TextField label={t("rehearsal.count")} hint={t("rehearsal.countHint")} error={fits ? undefined : t("rehearsal.countWrong")} value={value} onChange={setTyped} inputMode="numeric" maxLength={3} autoComplete="off" />
      {problem === undefined ? null : (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <div className="row">
        <Button type="submit" pending={busy} isDisabled={!fits}>
          {busy ? t("rehearsal.starting") : t("rehearsal.start")}
        </Button>
      </div>
    </form>
  );
}

function UnderWay({ rehearsal, known, onEnded }: { rehearsal: Rehearsal; known: ReturnType<typeof useKnownMeeting>; onEnded: () => void }) {
  const { t, i18n } = useTranslation();
  const about = useAbout();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const attempt = async (what: () => Promise<unknown>) => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await what();
    } catch (error) {
      setProblem(faultText(t, error));
      if (error instanceof ApiError && error.status === 404) onEnded();
    }
    setBusy(false);
  };
  const end = async () => {
    await api.endRehearsal(known.id, known.personSecret);
    await forgetMeeting(rehearsal.meeting, "facilitator");
    toastStore.show(t("rehearsal.ended"));
    announcer.announce("result", t("rehearsal.ended"));
    onEnded();
  };
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short" }).format(rehearsal.ends_at);
  return (
    <div className="stack-tight">
      <p>{t("rehearsal.underWay", { count: rehearsal.people, time })}</p>
      <div className="row">
        <Button kind="main" onPress={() => void attempt(() => goToRehearsal(rehearsal, known, about))}>
          {t("rehearsal.go")}
        </Button>
        <Button onPress={() => void attempt(end)}>{t("rehearsal.end")}</Button>
      </div>
      {problem === undefined ? null : (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <CopyField label={t("rehearsal.joinLink")} value={rehearsal.join_url} />
      <CopyField label={t("rehearsal.facilitatorLink")} value={rehearsal.facilitator_url} />
    </div>
  );
}
