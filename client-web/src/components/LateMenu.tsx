import "./button.css";
import { type FocusEvent, type PointerEvent, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { ButtonKind } from "./Button.tsx";

type Made = "hovered" | "focused" | "pressed";

export interface LateMenuProps {
  /** The button's name. */
  label: string;
  /** What the button shows, and how it looks: as the menu's own does. */
  trigger: ReactNode;
  kind?: ButtonKind;
  className?: string;
  tabIndex?: number;
  /** The menu itself; whether it is to be open from the start. */
  children: (startOpen: boolean) => ReactNode;
}

/**
 * A menu that is made when somebody comes near: hundreds of them would make a list slow. Until then a button stands there that looks the
 * same. The keyboard's focus goes on to the real one; a touch, which comes without coming near, opens it at once.
 */
export function LateMenu({ label, trigger, kind = "quiet", className = "", tabIndex = 0, children }: LateMenuProps) {
  const [made, setMade] = useState<Made>();
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (made === "focused") place.current?.querySelector("button")?.focus();
  }, [made]);
  const near = (event: PointerEvent) => {
    // At once: a press that comes right after it is for the real one.
    if (event.pointerType === "mouse") flushSync(() => setMade("hovered"));
  };
  const focused = (event: FocusEvent) => {
    if (event.target.matches(":focus-visible")) setMade("focused");
  };
  return (
    <span ref={place} className="late-menu" data-late-menu>
      {made === undefined ? (
        <button
          type="button"
          className={`button ${className}`}
          data-kind={kind}
          aria-haspopup="menu"
          aria-label={label}
          tabIndex={tabIndex}
          onPointerEnter={near}
          onFocus={focused}
          onClick={() => setMade("pressed")}
        >
          {trigger}
        </button>
      ) : (
        children(made === "pressed")
      )}
    </span>
  );
}
