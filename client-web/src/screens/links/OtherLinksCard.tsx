import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { CopyField } from "../../components/CopyField.tsx";
import { VisuallyHidden } from "../../components/VisuallyHidden.tsx";
import type { KnownMeeting } from "../../connection/identity.ts";
import { ReplaceLink } from "./ReplaceLink.tsx";
import { useKindLink } from "./useKindLink.ts";

const OTHERS = ["observer", "access_support"] as const;

/** Links for those who do not take part like the others. Made when they are needed. */
export function OtherLinksCard({ known, changedAt }: { known: KnownMeeting; changedAt: number | undefined }) {
  const { t } = useTranslation();
  return (
    <section className="card stack" aria-labelledby="links-others">
      <div className="stack-tight">
        <h2 id="links-others">{t("links.othersHeading")}</h2>
        <p className="soft small">{t("links.othersHint")}</p>
      </div>
      {OTHERS.map((kind) => (
        <OtherLink key={kind} kind={kind} known={known} changedAt={changedAt} />
      ))}
    </section>
  );
}

function OtherLink({ kind, known, changedAt }: { kind: (typeof OTHERS)[number]; known: KnownMeeting; changedAt: number | undefined }) {
  const { t } = useTranslation();
  const { url, wasReplaced, problem, make } = useKindLink(known, kind, changedAt);
  const [asking, setAsking] = useState(false);
  return (
    <div className="stack-tight">
      {url === undefined ? (
        <div className="row">
          <Button onPress={() => void make(false)}>{t(`links.make_${kind}`)}</Button>
          {wasReplaced ? <span className="soft small">{t("links.wasReplaced")}</span> : null}
        </div>
      ) : (
        <>
          <CopyField label={t(`links.${kind}`)} value={url} />
          <div>
            <Button onPress={() => setAsking(true)}>
              {t("links.replace")}
              <VisuallyHidden>: {t(`links.${kind}`)}</VisuallyHidden>
            </Button>
          </div>
        </>
      )}
      <ReplaceLink consequence={t("links.replaceOtherConsequence")} asking={asking} problem={problem} onReplace={() => make(true)} onClose={() => setAsking(false)} />
    </div>
  );
}
