import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../../components/announcer.ts";
import { Button } from "../../components/Button.tsx";
import { CopyField } from "../../components/CopyField.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { api } from "../../connection/http.ts";
import { type KnownMeeting, knownMeeting, rememberMeeting } from "../../connection/identity.ts";
import { faultText } from "../../text/fault.ts";

type Standing = { isOpen: boolean; madeAt: number | null };

/** The record for people who have no part in the meeting: a link, made anew, or taken back. */
export function RecordLinkCard({ known }: { known: KnownMeeting }) {
  const { t, i18n } = useTranslation();
  const { id, kind, personSecret } = known;
  const [standing, setStanding] = useState<Standing>();
  const [url, setUrl] = useState(() => knownMeeting(id, kind)?.recordUrl);
  const [asking, setAsking] = useState<"anew" | "back">();
  const [problem, setProblem] = useState<string>();

  const keep = useCallback(
    (now: string | undefined) => {
      setUrl(now);
      rememberMeeting(id, kind, { recordUrl: now });
    },
    [id, kind],
  );

  useEffect(() => {
    let shown = true;
    api.recordLink(id, personSecret).then(
      (found) => {
        if (!shown) return;
        setStanding({ isOpen: found.is_open, madeAt: found.made_at });
        // Another facilitator may have taken it back; one that they made in its place cannot be shown here.
        if (!found.is_open && knownMeeting(id, kind)?.recordUrl !== undefined) keep(undefined);
      },
      (error: unknown) => {
        if (shown) setProblem(faultText(t, error));
      },
    );
    return () => {
      shown = false;
    };
  }, [id, keep, kind, personSecret, t]);

  const make = async () => {
    try {
      keep((await api.makeRecordLink(id, personSecret)).url);
      setStanding({ isOpen: true, madeAt: Date.now() });
      setProblem(undefined);
      announcer.announce("result", t("recordLink.made"));
    } catch (error) {
      setProblem(faultText(t, error));
    }
  };
  const takeBack = async () => {
    try {
      await api.takeRecordLinkBack(id, personSecret);
      keep(undefined);
      setStanding({ isOpen: false, madeAt: null });
      setProblem(undefined);
      announcer.announce("result", t("recordLink.taken"));
    } catch (error) {
      setProblem(faultText(t, error));
    }
  };
  const when = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeStyle: "short" });

  return (
    <section className="card stack" aria-labelledby="record-link">
      <div className="stack-tight">
        <h2 id="record-link">{t("recordLink.heading")}</h2>
        <p className="soft small">{t("recordLink.hint")}</p>
        <p className="soft small">{t("recordLink.without")}</p>
      </div>
      {standing === undefined ? null : standing.isOpen ? (
        <>
          {url === undefined ? (
            <p>
              {t("recordLink.elsewhere")} {standing.madeAt === null ? null : t("links.madeAt", { when: when.format(new Date(standing.madeAt)) })}
            </p>
          ) : (
            <CopyField label={t("recordLink.label")} value={url} />
          )}
          <div className="row">
            <Button onPress={() => setAsking("anew")}>{t("recordLink.anew")}</Button>
            <Button onPress={() => setAsking("back")}>{t("recordLink.takeBack")}</Button>
          </div>
        </>
      ) : (
        <div>
          <Button large onPress={() => void make()}>
            {t("recordLink.make")}
          </Button>
        </div>
      )}
      {problem === undefined ? null : (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <Confirm
        title={asking === "back" ? t("recordLink.backTitle") : t("recordLink.anewTitle")}
        consequence={asking === "back" ? t("recordLink.backConsequence") : t("recordLink.anewConsequence")}
        confirm={asking === "back" ? t("recordLink.backConfirm") : t("recordLink.anewConfirm")}
        cancel={t("common.cancel")}
        isOpen={asking !== undefined}
        onConfirm={() => void (asking === "back" ? takeBack() : make())}
        onClose={() => setAsking(undefined)}
      />
    </section>
  );
}
