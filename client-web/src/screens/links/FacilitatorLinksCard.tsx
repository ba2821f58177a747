import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { CopyField } from "../../components/CopyField.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { fileName, saveFile } from "../../components/save_file.ts";
import { ApiError, api } from "../../connection/http.ts";
import { fragmentOf, type KnownMeeting } from "../../connection/identity.ts";
import type { LinkView } from "../../generated/protocol.ts";
import { faultText } from "../../text/fault.ts";
import { ownSecret } from "./useKindLink.ts";

/** The ways in for facilitators: this device's link to keep, spare ones, and each can be taken back. */
export function FacilitatorLinksCard({ known, changedAt }: { known: KnownMeeting; changedAt: number | undefined }) {
  const { t, i18n } = useTranslation();
  const [links, setLinks] = useState<LinkView[]>([]);
  /** What the link of this device is called in the list; `null`: it opens nothing any more. */
  const [own, setOwn] = useState<string | null>();
  const [spare, setSpare] = useState<{ url: string; link: string }>();
  const [problem, setProblem] = useState<string>();
  const [asking, setAsking] = useState<LinkView>();
  const [tries, setTries] = useState(0);
  const secret = ownSecret(known);
  const linkSecret = known.kind === "facilitator" ? known.linkSecret : undefined;

  useEffect(() => {
    let current = true;
    if (secret === undefined) return undefined;
    api.links(known.id, secret).then(
      (listed) => current && setLinks(listed.links.filter((link) => link.kind === "facilitator")),
      (error: unknown) => current && setProblem(faultText(t, error)),
    );
    if (linkSecret !== undefined) {
      api.door(known.id, linkSecret).then(
        (door) => current && setOwn(door.link_name),
        (error: unknown) => current && error instanceof ApiError && error.reason === "link_replaced" && setOwn(null),
      );
    }
    return () => {
      current = false;
    };
  }, [changedAt, known.id, linkSecret, secret, t, tries]);

  const make = async () => {
    if (secret === undefined) return;
    try {
      const made = await api.makeLink(known.id, { kind: "facilitator", replace: false }, secret);
      setSpare({ url: made.join_url, link: made.link });
      setProblem(undefined);
      setTries((count) => count + 1);
    } catch (error) {
      setProblem(faultText(t, error));
    }
  };

  const takeBack = async (link: LinkView) => {
    if (secret === undefined) return;
    try {
      await api.takeLinkBack(known.id, link.link, secret);
      if (spare?.link === link.link) setSpare(undefined);
      setProblem(undefined);
      setTries((count) => count + 1);
    } catch (error) {
      setProblem(faultText(t, error));
    }
  };

  const made = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeStyle: "short" });
  const nameOf = (link: LinkView) => (link.made_at === null ? t("links.madeBefore") : t("links.madeAt", { when: made.format(link.made_at) }));
  const url = linkSecret === undefined || own === null ? undefined : `${location.origin}/m/${known.id}${fragmentOf({ kind: "facilitator", secret: linkSecret })}`;
  return (
    <section className="card stack links-keep" aria-labelledby="links-facilitators">
      <h2 id="links-facilitators">{t("links.facilitatorHeading")}</h2>
      {own === null ? <p>{t("links.ownReplaced")}</p> : null}
      {url === undefined ? null : <KeptLink known={known} label={t("links.facilitatorLink")} url={url} hint={t("links.facilitatorHint")} />}
      {spare === undefined ? null : <KeptLink known={known} label={t("links.spareLink")} url={spare.url} hint={t("links.spareHint")} />}
      <div>
        <Button onPress={() => void make()}>{t("links.makeSpare")}</Button>
      </div>
      {links.length > 1 || (known.joined && links.length > 0) ? (
        <div className="stack-tight">
          <h3>{t("links.facilitatorList", { count: links.length })}</h3>
          <ul className="links-list">
            {links.map((link) => (
              <li key={link.link} className="links-row">
                <span>
                  {nameOf(link)}
                  {link.link === own ? <span className="soft"> · {t("links.thisDevice")}</span> : null}
                  {link.link === spare?.link ? <span className="soft"> · {t("links.theSpare")}</span> : null}
                </span>
                {link.link === own && !known.joined ? null : (
                  <Button aria-label={t("links.takeBackOne", { link: nameOf(link) })} onPress={() => setAsking(link)}>
                    {t("links.takeBack")}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {problem === undefined ? null : (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <Confirm
        title={t("links.takeBackTitle")}
        consequence={asking?.link === own ? t("links.takeBackOwnConsequence") : t("links.takeBackConsequence")}
        confirm={t("links.takeBackConfirm")}
        cancel={t("common.cancel")}
        isOpen={asking !== undefined}
        onConfirm={() => asking && void takeBack(asking)}
        onClose={() => setAsking(undefined)}
      />
    </section>
  );
}

/** A link that cannot be shown again elsewhere, with the ways to keep it. */
function KeptLink({ known, label, url, hint }: { known: KnownMeeting; label: string; url: string; hint: string }) {
  const { t } = useTranslation();
  const title = known.title || t("home.untitled");
  const words = [title, "", `${label}:`, url, "", t("links.keptHint")].join("\n");
  return (
    <div className="stack-tight">
      <CopyField label={label} value={url} hint={hint} />
      <div className="row">
        <Button onPress={() => saveFile(new Blob([words, "\n"], { type: "text/plain;charset=utf-8" }), `${fileName(title)}-${t("links.keptFile")}.txt`)}>{t("links.keepFile")}</Button>
        <a className="button" data-kind="plain" href={`mailto:?subject=${encodeURIComponent(`${title}: ${label}`)}&body=${encodeURIComponent(words)}`}>
          {t("links.keepMail")}
        </a>
      </div>
    </div>
  );
}
