import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../components/announcer.ts";
import { Button } from "../components/Button.tsx";
import { isGoodMoment, isNewVersionThere } from "../connection/version.ts";
import type { PersonView } from "../generated/protocol.ts";
import { useConnectionState, useView } from "../meeting/context.tsx";
import { savingStore } from "../meeting/saving_store.ts";
import { useStepBar } from "./room/useStepBar.ts";

const LOOK_EACH_MS = 1_000;
const AGAIN_AFTER_MS = 10 * 60_000;

/** After a deploy: a new version is there, said when it disturbs least. A wire that does not fit any more is another matter: that page stops at once. */
export function NewVersion({ me }: { me: PersonView }) {
  return useNewVersion() ? <Strip me={me} /> : null;
}

/** A deploy ends every connection, so each return asks whether the pages are still the same. */
function useNewVersion(): boolean {
  const { phase } = useConnectionState();
  const [isThere, setThere] = useState(false);
  const lost = useRef(false);
  useEffect(() => {
    if (phase.kind === "waiting") lost.current = true;
    if (phase.kind !== "live" || !lost.current) return;
    lost.current = false;
    void isNewVersionThere().then((found) => {
      if (found) setThere(true);
    });
  }, [phase.kind]);
  return isThere;
}

/** When the last letter was written on this page, by its own clock. */
function useTypedAt(): () => number | undefined {
  const at = useRef<number>(undefined);
  useEffect(() => {
    const typed = () => {
      at.current = performance.now();
    };
    document.addEventListener("input", typed, true);
    return () => document.removeEventListener("input", typed, true);
  }, []);
  return () => at.current;
}

function Strip({ me }: { me: PersonView }) {
  const { t } = useTranslation();
  const view = useView();
  const { pending } = useConnectionState();
  const boards = useSyncExternalStore(savingStore.subscribe, savingStore.current);
  const { now, countdown } = useStepBar(me, view.details[me.room]);
  const typedAt = useTypedAt();
  const [shown, setShown] = useState(false);
  const [notBefore, setNotBefore] = useState(0);
  const look = useEffectEvent(() => {
    const at = typedAt();
    const here = performance.now();
    const running = now?.kind === "step" && now.standing === "running" ? now.leftMs : undefined;
    const moment = { typedMsAgo: at === undefined ? undefined : here - at, leftMs: countdown ? 0 : running, unsent: pending > 0 || boards !== "saved" };
    if (shown || here < notBefore || !isGoodMoment(moment)) return;
    setShown(true);
    announcer.announce("result", t("version.there"));
  });
  useEffect(() => {
    const timer = setInterval(() => look(), LOOK_EACH_MS);
    return () => clearInterval(timer);
  }, []);
  if (!shown) return null;
  const later = () => {
    setShown(false);
    setNotBefore(performance.now() + AGAIN_AFTER_MS);
  };
  return (
    <section className="news-strip" aria-label={t("version.heading")}>
      {t("version.there")}
      <span className="row">
        <Button kind="main" onPress={() => location.reload()}>
          {t("version.reload")}
        </Button>
        <Button onPress={later}>{t("version.later")}</Button>
      </span>
    </section>
  );
}
