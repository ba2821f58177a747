import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../components/Button.tsx";
import { api } from "../connection/http.ts";
import { useKnownMeeting, useMe } from "../meeting/context.tsx";
import { comeAsFacilitator } from "../screens/rehearsal/go.ts";
import { faultText } from "../text/fault.ts";

/** After the end, for facilitators: the next meeting of the series, which opens with what was said in this one. */
export function NextMeeting() {
  const { t, i18n } = useTranslation();
  const known = useKnownMeeting();
  const me = useMe();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const plan = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const made = await api.nextMeeting(known.id, known.personSecret);
      await comeAsFacilitator(made, { name: me?.name ?? "", organization: me?.organization ?? null, language: i18n.language });
    } catch (error) {
      setProblem(faultText(t, error));
      setBusy(false);
    }
  };
  return (
    <section className="card stack-tight" aria-labelledby="next-meeting">
      <h2 id="next-meeting">{t("series.next")}</h2>
      <p className="soft small">{t("series.nextHint")}</p>
      {problem === undefined ? null : (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <div>
        <Button large pending={busy} onPress={() => void plan()}>
          {t("series.plan")}
        </Button>
      </div>
    </section>
  );
}
