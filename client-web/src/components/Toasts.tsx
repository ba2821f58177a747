import "./toasts.css";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "./announcer.ts";
import { Button } from "./Button.tsx";
import { toastStore } from "./toast_store.ts";

export function Toasts() {
  const { t } = useTranslation();
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.current);
  const latest = toasts.at(-1);
  const said = useRef(0);
  useEffect(() => {
    // A new one is said also where it has the words of the one before; one that was said is not, when a newer one is closed.
    if (latest === undefined || latest.id <= said.current) return;
    said.current = latest.id;
    announcer.announce("result", latest.text);
  }, [latest]);
  if (toasts.length === 0) return null;
  return (
    <section className="toasts" aria-label={t("toasts.label")}>
      {toasts.map((toast) => (
        <div key={toast.id} className="toast">
          <span>{toast.text}</span>
          {toast.action ? (
            <Button
              onPress={() => {
                toast.action?.run();
                toastStore.dismiss(toast.id);
              }}
            >
              {toast.action.text}
            </Button>
          ) : null}
          <Button onPress={() => toastStore.dismiss(toast.id)}>{t("common.close")}</Button>
        </div>
      ))}
    </section>
  );
}
