import "./growing.css";
import { type ReactNode, startTransition, useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./Button.tsx";

export interface Growing {
  /** So many at once: more than are seen. */
  piece?: number;
  /** A list that is no longer than this is drawn to its end, piece by piece: the browser's own search finds everybody in it. */
  whole?: number;
  /** The next piece only comes as somebody asks for it. */
  asked?: boolean;
}

/** Between two pieces of a list that is drawn to its end: whoever clicks or types comes first. */
const PAUSE_MS = 30;

/**
 * How much of a long list is drawn: a piece, and the next one as somebody comes near its end. `more` stands after the list, in what scrolls.
 * Two thousand rows would take seconds to draw, for whoever looks at the first twenty.
 */
export function useGrowing(count: number, { piece = 50, whole = 200, asked = false }: Growing = {}): { drawn: number; more: ReactNode } {
  const [drawn, setDrawn] = useState(piece);
  // A search has left few: what was drawn before it is not drawn all at once after it.
  if (drawn > piece && drawn >= count + piece) setDrawn(Math.max(piece, Math.ceil(count / piece) * piece));
  const filling = !asked && count <= whole && drawn < count;
  useEffect(() => {
    if (!filling) return undefined;
    const timer = setTimeout(() => startTransition(() => setDrawn(drawn + piece)), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [drawn, filling, piece]);
  const more = count > drawn ? <More left={count - drawn} asked={asked} onMore={() => setDrawn((before) => before + piece)} /> : null;
  return { drawn, more };
}

function More({ left, asked, onMore }: { left: number; asked: boolean; onMore: () => void }) {
  const { t } = useTranslation();
  const near = useRef<HTMLSpanElement>(null);
  const come = useEffectEvent((entries: readonly IntersectionObserverEntry[]) => {
    if (entries.some((entry) => entry.isIntersecting)) startTransition(onMore);
  });
  // Looked at anew after each piece: a short one may leave the end in sight.
  useEffect(() => {
    if (!near.current) return undefined;
    const watch = new IntersectionObserver((entries) => come(entries));
    watch.observe(near.current);
    return () => watch.disconnect();
  }, [asked, left]);
  return (
    <div className="growing-more">
      {asked ? null : <span ref={near} className="growing-near" aria-hidden="true" />}
      <Button kind="quiet" onPress={onMore}>
        {t("common.more")} <span className="soft">{left}</span>
      </Button>
    </div>
  );
}
