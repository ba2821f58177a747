import { type PointerEvent as ReactPointerEvent, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { clampX, type Column, columnAt, NOTE_WIDTH } from "./layout.ts";
import type { NoteId } from "./notes.ts";
import type { Spot } from "./presence.ts";
import type { BoardSession } from "./session.ts";

export interface Held {
  id: NoteId;
  /** From the layer's left side and top, where it was taken up; `CARRIED` elements stand as far from there as it was carried. */
  left: number;
  top: number;
}

interface DragInput {
  session: BoardSession;
  scroller: RefObject<HTMLElement | null>;
  layer: RefObject<HTMLElement | null>;
  columns: readonly Column[];
  mayEdit: boolean;
  zoom: number;
  place: (id: NoteId, spot: Spot) => void;
}

interface Grab {
  id: NoteId;
  /** Where in the note it is held. */
  dx: number;
  dy: number;
  /** Where the pointer went down, and where it is. */
  from: { x: number; y: number };
  at: { x: number; y: number };
  moving: boolean;
}

/** Less is a click with an unsteady hand. */
const THRESHOLD = 5;
/** How near to an edge the board begins to scroll, and how fast at most, px and px per frame. */
const EDGE = 48;
const SCROLL_MOST = 14;

/** What is carried; the board marks it. */
const CARRIED = "[data-held], [data-carried]";

/**
 * Moving a note, or a group by its name, by pointer. Others see it move; the document hears of its last place only. On the way only what is
 * carried is moved, past React: drawing a board of hundreds of notes takes longer than a frame.
 */
export function useDrag({ session, scroller, layer, columns, mayEdit, zoom, place }: DragInput): {
  held: Held | undefined;
  start: (event: ReactPointerEvent, id: NoteId) => void;
} {
  const [held, setHeld] = useState<Held>();
  const grab = useRef<Grab>(undefined);
  const end = useRef<((gone?: boolean) => void) | undefined>(undefined);
  /** How far it was carried from where it was taken up. */
  const way = useRef({ x: 0, y: 0 });
  const carried = useRef<readonly HTMLElement[]>([]);
  const carry = useCallback(() => {
    const { x, y } = way.current;
    for (const element of carried.current) element.style.translate = `${x}px ${y}px`;
  }, []);
  // What is drawn anew on the way, and what is carried from now on.
  useLayoutEffect(() => {
    if (!held) return;
    carried.current = [...(layer.current?.querySelectorAll<HTMLElement>(CARRIED) ?? [])];
    carry();
  });
  const now = useRef({ columns, place, mayEdit, zoom });
  useEffect(() => {
    now.current = { columns, place, mayEdit, zoom };
    // Their turn ended while they held it: it goes back.
    if (!mayEdit && end.current) queueMicrotask(() => end.current?.());
  });
  useEffect(() => () => end.current?.(true), []);

  const start = useCallback(
    (event: ReactPointerEvent, id: NoteId) => {
      const card = event.currentTarget as HTMLElement;
      const target = event.target as Element;
      if (!now.current.mayEdit || event.button !== 0 || target.closest("button, textarea, a")) return;
      // A finger on the text scrolls; on the head of the note it moves the note.
      if (event.pointerType === "touch" && !target.closest(".note-head, .cluster-head")) return;
      const box = card.getBoundingClientRect();
      const from = { x: event.clientX, y: event.clientY };
      grab.current = { id, dx: from.x - box.left, dy: from.y - box.top, from, at: from, moving: false };
      let frame = 0;
      let taken: Held | undefined;

      const spot = (): { held: Held; spot: Spot } | undefined => {
        const bounds = layer.current?.getBoundingClientRect();
        const current = grab.current;
        if (!bounds || !current) return undefined;
        const left = (current.at.x - bounds.left - current.dx) / now.current.zoom;
        const top = Math.max(0, (current.at.y - bounds.top - current.dy) / now.current.zoom);
        const column = columnAt(now.current.columns, left + NOTE_WIDTH / 2);
        const section = column?.group.section?.id;
        if (!column || section === undefined) return undefined;
        return { held: { id, left, top }, spot: { section, x: clampX(left - column.left, Math.max(column.width, NOTE_WIDTH)), y: top } };
      };
      const show = () => {
        const where = spot();
        if (!where) return;
        if (taken === undefined) {
          taken = where.held;
          way.current = { x: 0, y: 0 };
          setHeld(taken);
        } else {
          way.current = { x: where.held.left - taken.left, y: where.held.top - taken.top };
          carry();
        }
        session.hold({ id, ...where.spot });
      };
      const scroll = () => {
        const view = scroller.current?.getBoundingClientRect();
        const current = grab.current;
        if (view && current?.moving) {
          const x = pull(current.at.x, view.left, view.right);
          const y = pull(current.at.y, view.top, view.bottom);
          if (x !== 0 || y !== 0) {
            scroller.current?.scrollBy(x, y);
            show();
          }
        }
        frame = requestAnimationFrame(scroll);
      };
      const move = (moved: PointerEvent) => {
        const current = grab.current;
        if (!current || moved.pointerId !== event.pointerId) return;
        current.at = { x: moved.clientX, y: moved.clientY };
        if (!current.moving && Math.hypot(current.at.x - from.x, current.at.y - from.y) < THRESHOLD) return;
        if (!current.moving) {
          current.moving = true;
          frame = requestAnimationFrame(scroll);
        }
        moved.preventDefault();
        // Words that were selected on the way would be what the browser itself drags the next time.
        document.getSelection()?.removeAllRanges();
        show();
      };
      // From where it is let go it glides to its place.
      const letGo = ({ left, top }: Held) => {
        const { x, y } = way.current;
        way.current = { x: 0, y: 0 };
        flushSync(() => setHeld({ id, left: left + x, top: top + y }));
        for (const element of carried.current) element.style.translate = "";
        carried.current = [];
        // The browser takes notice of that place, or it would glide from the one before.
        layer.current?.getBoundingClientRect();
      };
      const stop = (drop: boolean, gone = false) => {
        const where = grab.current?.moving && drop ? spot() : undefined;
        if (taken && !gone) letGo(taken);
        grab.current = undefined;
        end.current = undefined;
        cancelAnimationFrame(frame);
        setHeld(undefined);
        session.hold(null);
        window.removeEventListener("pointermove", move);
        window.removeEventListener("pointerup", up);
        window.removeEventListener("pointercancel", cancelled);
        window.removeEventListener("keydown", escape, true);
        if (where) now.current.place(id, where.spot);
      };
      const up = (ended: PointerEvent) => {
        if (ended.pointerId === event.pointerId) stop(true);
      };
      const cancel = (gone = false) => stop(false, gone);
      const cancelled = () => stop(false);
      const escape = (pressed: KeyboardEvent) => {
        if (pressed.key !== "Escape") return;
        pressed.stopPropagation();
        stop(false);
      };
      end.current?.();
      end.current = cancel;
      window.addEventListener("pointermove", move);
      window.addEventListener("pointerup", up);
      window.addEventListener("pointercancel", cancelled);
      window.addEventListener("keydown", escape, true);
    },
    [session, scroller, layer, carry],
  );
  return { held, start };
}

/** How far to scroll in one frame for a pointer near an edge. */
function pull(at: number, low: number, high: number): number {
  const near = at < low + EDGE ? at - low - EDGE : at > high - EDGE ? at - high + EDGE : 0;
  return Math.max(-1, Math.min(1, near / EDGE)) * SCROLL_MOST;
}
