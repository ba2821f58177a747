import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../../components/announcer.ts";
import { Button } from "../../components/Button.tsx";
import { useServerNow, useView } from "../../meeting/context.tsx";
import { useNameOf } from "../../meeting/words.ts";

/** A message that is older than this when the page opens is history, not news. */
const NEWS_FOR_MS = 10 * 60_000;

/** The latest message of a facilitator, until it is closed. */
export function Announcements() {
  const { t } = useTranslation();
  const view = useView();
  const nameOf = useNameOf();
  const now = useServerNow(60_000);
  const [closed, setClosed] = useState<string>();
  const latest = view.announcements.at(-1);
  const shown = latest && latest.id !== closed && now - latest.at < NEWS_FOR_MS && latest.by !== view.me.person ? latest : undefined;
  const name = shown?.by ? nameOf(shown.by) : undefined;
  const heading = name === undefined ? t("meeting.announcementAnon") : t("meeting.announcement", { name });
  const words = shown ? `${heading}: ${shown.text}` : undefined;
  useEffect(() => {
    if (words !== undefined) announcer.announce("floor", words);
  }, [words]);
  if (!shown) return null;
  return (
    <section className="card announcement" aria-label={heading}>
      <div>
        <p className="small soft">{heading}</p>
        <p dir="auto">{shown.text}</p>
      </div>
      <Button onPress={() => setClosed(shown.id)}>{t("common.close")}</Button>
    </section>
  );
}
