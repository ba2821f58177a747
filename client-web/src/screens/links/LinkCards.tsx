import "./links.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { CopyField } from "../../components/CopyField.tsx";
import { api } from "../../connection/http.ts";
import { fragmentOf, type KnownMeeting, rememberMeeting } from "../../connection/identity.ts";
import { faultText } from "../../text/fault.ts";

/** The links of a meeting, as far as this device has them, and a way to a fresh join link. */
export function LinkCards({ known }: { known: KnownMeeting }) {
  const { t } = useTranslation();
  const [joinUrl, setJoinUrl] = useState(known.joinUrl);
  const [problem, setProblem] = useState<string>();
  const secret = known.joined ? known.personSecret : known.linkSecret;

  const fresh = async () => {
    if (secret === undefined) return;
    try {
      const { join_url } = await api.freshJoinLink(known.id, secret);
      rememberMeeting(known.id, "facilitator", { joinUrl: join_url });
      setJoinUrl(join_url);
      setProblem(undefined);
    } catch (error) {
      setProblem(faultText(t, error));
    }
  };

  return (
    <div className="links">
      <section className="card stack">
        <h2>{t("links.joinHeading")}</h2>
        {joinUrl === undefined ? (
          <div className="stack-tight">
            <p className="soft">{t("links.freshHint")}</p>
            <div>
              <Button kind="main" large onPress={() => void fresh()}>
                {t("links.fresh")}
              </Button>
            </div>
            {problem === undefined ? null : (
              <p className="field-error" role="alert">
                {problem}
              </p>
            )}
          </div>
        ) : (
          <>
            <CopyField label={t("links.joinLink")} value={joinUrl} />
            <div className="row">
              <Button onPress={() => void fresh()}>{t("links.another")}</Button>
              <span className="soft small">{t("links.anotherHint")}</span>
            </div>
            {problem === undefined ? null : <p className="field-error">{problem}</p>}
          </>
        )}
        {known.joinCode === undefined ? null : (
          <CopyField label={t("links.code")} value={known.joinCode} spoken hint={t("links.codeHint", { address: location.host })} />
        )}
      </section>
      {known.linkSecret === undefined ? null : (
        <section className="card stack links-keep">
          <h2>{t("links.facilitatorHeading")}</h2>
          <CopyField
            label={t("links.facilitatorLink")}
            value={`${location.origin}/m/${known.id}${fragmentOf({ kind: "facilitator", secret: known.linkSecret })}`}
            hint={t("links.facilitatorHint")}
          />
        </section>
      )}
    </div>
  );
}
