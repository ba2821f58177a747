import { useEffect } from "react";

/** Keeps the screen on while `wanted` and the page is seen. Browsers without it, or low on battery, do as they please. */
export function useWakeLock(wanted: boolean): void {
  useEffect(() => {
    if (!wanted || !("wakeLock" in navigator)) return undefined;
    let over = false;
    let lock: WakeLockSentinel | undefined;
    const take = async () => {
      // The browser itself takes it back from a hidden page.
      if (over || document.visibilityState !== "visible" || lock?.released === false) return;
      const taken = await navigator.wakeLock.request("screen");
      if (over) await taken.release();
      else lock = taken;
    };
    const tryTake = () => void take().catch(() => undefined);
    tryTake();
    document.addEventListener("visibilitychange", tryTake);
    return () => {
      over = true;
      document.removeEventListener("visibilitychange", tryTake);
      void lock?.release().catch(() => undefined);
    };
  }, [wanted]);
}
