import "./links.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { CopyField } from "../../components/CopyField.tsx";
import { api } from "../../connection/http.ts";
import { fragmentOf, type KnownMeeting, rememberMeeting } from "../../connection/identity.ts";
import { faultText } from "../../text/fault.ts";

const OTHERS = ["observer", "access_support"] as const;

/** Links for those who do not take part like the others. Made when they are needed. */
function OtherLinks({ known }: { known: KnownMeeting }) {
  const { t } = useTranslation();
  const [links, setLinks] = useState(known.links ?? {});
  const [problem, setProblem] = useState<string>();
  const make = async (kind: (typeof OTHERS)[number]) => {
    const secret = known.joined ? known.personSecret : known.linkSecret;
    if (secret === undefined) return;
    try {
      const { join_url } = await api.freshLink(known.id, kind, secret);
      const now = { ...links, [kind]: join_url };
      rememberMeeting(known.id, known.kind, { links: now });
      setLinks(now);
      setProblem(undefined);
    } catch (error) {
      setProblem(faultText(t, error));
    }
  };
  return (
    <section className="card stack">
      <div className="stack-tight">
        <h2>{t("links.othersHeading")}</h2>
        <p className="soft small">{t("links.othersHint")}</p>
      </div>
      {OTHERS.map((kind) =>
        links[kind] === undefined ? (
          <div key={kind}>
            <Button onPress={() => void make(kind)}>{t(`links.make_${kind}`)}</Button>
          </div>
        ) : (
          <CopyField key={kind} label={t(`links.${kind}`)} value={links[kind]} />
        ),
      )}
      {problem === undefined ? null : (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}

/** The links of a meeting, as far as this device has them, and a way to a fresh join link. */
export function LinkCards({ known }: { known: KnownMeeting }) {
  const { t } = useTranslation();
  const [joinUrl, setJoinUrl] = useState(known.joinUrl);
  const [problem, setProblem] = useState<string>();
  const secret = known.joined ? known.personSecret : known.linkSecret;

  const fresh = async () => {
    if (secret === undefined) return;
    try {
      const { join_url } = await api.freshLink(known.id, "join", secret);
      rememberMeeting(known.id, known.kind, { joinUrl: join_url });
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
      <OtherLinks known={known} />
      {known.kind !== "facilitator" || known.linkSecret === undefined ? null : (
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
