import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../components/Icon.tsx";
import { useConnectionState } from "../meeting/context.tsx";
import { type Safety, savingStore, worst } from "../meeting/saving_store.ts";

/** So long it is said that one is back, before 'saved' says it all again. */
const BACK_FOR_MS = 6_000;

/** Whether everything that was done here is safe, in words: commands, boards and notebook together. */
export function SavedSign() {
  const { t } = useTranslation();
  const { phase, pending } = useConnectionState();
  const boards = useSyncExternalStore(savingStore.subscribe, savingStore.current);
  const commands: Safety = phase.kind !== "live" ? "offline" : pending > 0 ? "saving" : "saved";
  const safety = worst([commands, boards]);
  const isBack = useBack(safety === "offline");
  if (safety === "offline") {
    return (
      <span className="saved-sign" data-tone="offline">
        <Icon name="offline" size={16} /> {t("meeting.offline")}
      </span>
    );
  }
  return (
    <span className="saved-sign" data-tone={safety}>
      <span className="saved-dot" data-busy={safety !== "saved" || undefined} aria-hidden="true" />
      {safety === "saved" && isBack ? t("meeting.back") : t(`meeting.${safety}`)}
    </span>
  );
}

/** For a while after the connection came back. */
function useBack(isOffline: boolean): boolean {
  const [isBack, setBack] = useState(false);
  const before = useRef(isOffline);
  useEffect(() => {
    const cameBack = before.current && !isOffline;
    before.current = isOffline;
    setBack(cameBack);
    if (!cameBack) return undefined;
    const timer = setTimeout(() => setBack(false), BACK_FOR_MS);
    return () => clearTimeout(timer);
  }, [isOffline]);
  return isBack;
}
