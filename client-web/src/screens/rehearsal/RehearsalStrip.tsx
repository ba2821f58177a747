import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { toastStore } from "../../components/toast_store.ts";
import type { MeetingId } from "../../generated/protocol.ts";
import { useKnownMeeting, useMe } from "../../meeting/context.tsx";
import { faultText } from "../../text/fault.ts";
import { endRehearsal, goBack, knownFrom } from "./go.ts";

/** On every page of a rehearsal: what it is, and the ways out of it. */
export default function RehearsalStrip({ of }: { of: MeetingId }) {
  const { t } = useTranslation();
  const known = useKnownMeeting();
  const me = useMe();
  const [busy, setBusy] = useState(false);
  const end = async () => {
    if (busy) return;
    setBusy(true);
    try {
      await endRehearsal(known, of);
    } catch (error) {
      toastStore.show(faultText(t, error));
      setBusy(false);
    }
  };
  return (
    <section className="news-strip" aria-label={t("rehearsal.heading")}>
      <span>
        <strong>{t("rehearsal.heading")}.</strong> {t("rehearsal.strip")}
      </span>
      <span className="row">
        {knownFrom(of) ? <Button onPress={() => goBack(of)}>{t("rehearsal.back")}</Button> : null}
        {me?.role === "facilitator" ? (
          <Button pending={busy} onPress={() => void end()}>
            {t("rehearsal.end")}
          </Button>
        ) : null}
      </span>
    </section>
  );
}
