import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { CopyField } from "../../components/CopyField.tsx";
import { toastStore } from "../../components/toast_store.ts";
import type { KnownMeeting } from "../../connection/identity.ts";
import { QrCode } from "./QrCode.tsx";
import { QrScreen } from "./QrScreen.tsx";
import { ReplaceLink } from "./ReplaceLink.tsx";
import { useKindLink } from "./useKindLink.ts";

export interface JoinLinkCardProps {
  known: KnownMeeting;
  /** What newcomers have to say; only in the meeting is it known. */
  passcode: string | undefined;
  changedAt: number | undefined;
}

/** What everyone who takes part gets: link, code, QR, and the passcode beside them. */
export function JoinLinkCard({ known, passcode, changedAt }: JoinLinkCardProps) {
  const { t } = useTranslation();
  const { url, code, wasReplaced, problem, make } = useKindLink(known, "join", changedAt);
  const [asking, setAsking] = useState(false);
  const [large, setLarge] = useState(false);
  const close = useCallback(() => setLarge(false), []);

  const replace = async () => {
    await make(true);
    toastStore.show(t("links.replaced"));
  };

  return (
    <section className="card stack" aria-labelledby="links-join">
      <h2 id="links-join">{t("links.joinHeading")}</h2>
      {url === undefined ? (
        <div className="stack-tight">
          <p className="soft">{wasReplaced ? t("links.wasReplaced") : t("links.freshHint")}</p>
          <div className="row">
            <Button kind="main" large onPress={() => void make(false)}>
              {t("links.fresh")}
            </Button>
            <Button large onPress={() => setAsking(true)}>
              {t("links.replace")}
            </Button>
          </div>
        </div>
      ) : (
        <div className="links-with-qr">
          <div className="stack">
            <CopyField label={t("links.joinLink")} value={url} />
            {code === undefined ? null : <CopyField label={t("links.code")} value={code} spoken hint={t("links.codeHint", { address: location.host })} />}
            {passcode === undefined ? null : <CopyField label={t("links.passcode")} value={passcode} spoken hint={t("links.passcodeHint")} />}
          </div>
          <div className="links-qr stack-tight">
            <QrCode text={url} title={t("links.qrTitle", { title: known.title })} />
            <Button onPress={() => setLarge(true)}>{t("links.qrLarge")}</Button>
          </div>
        </div>
      )}
      {url !== undefined || code === undefined ? null : <CopyField label={t("links.code")} value={code} spoken hint={t("links.codeHint", { address: location.host })} />}
      {url === undefined ? null : (
        <div className="row">
          <Button onPress={() => setAsking(true)}>{t("links.replace")}</Button>
          <span className="soft small">{t("links.replaceHint")}</span>
        </div>
      )}
      <ReplaceLink consequence={t("links.replaceConsequence")} asking={asking} problem={problem} onReplace={replace} onClose={() => setAsking(false)} />
      {large && url !== undefined ? <QrScreen title={known.title} link={url} code={code} passcode={passcode} onClose={close} /> : null}
    </section>
  );
}
