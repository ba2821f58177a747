/** Which board of a room is on screen: the page's own choice, kept while the page is open. */
import { useEffect, useSyncExternalStore } from "react";
import type { BoardId, BoardView, RoomId, View } from "../../../generated/protocol.ts";

const chosen = new Map<RoomId, { id: BoardId } | { name: string }>();
const listeners = new Set<() => void>();

export function choose(room: RoomId, id: BoardId): void {
  set(room, { id });
}

/** The last one with this name, which may be on its way. */
export function chooseNamed(room: RoomId, name: string): void {
  set(room, { name });
}

function set(room: RoomId, which: { id: BoardId } | { name: string }): void {
  chosen.set(room, which);
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The boards of a room in the order of their tabs; those that were put away apart. */
export function boardsOf(view: View, room: RoomId): { shown: BoardView[]; away: BoardView[] } {
  const all = Object.values(view.boards)
    .filter((board) => board.room === room)
    .sort((a, b) => a.place - b.place);
  return { shown: all.filter((board) => !board.put_away), away: all.filter((board) => board.put_away) };
}

/** The one that was chosen, where it is still shown; else the room's first. */
export function useChosen(room: RoomId, shown: readonly BoardView[]): BoardView | undefined {
  const which = useSyncExternalStore(subscribe, () => chosen.get(room));
  const is = (board: BoardView) => which !== undefined && ("id" in which ? board.id === which.id : board.name === which.name);
  const found = shown.findLast(is);
  // From here on it is that board, whatever it is called later.
  const named = which !== undefined && "name" in which ? found?.id : undefined;
  useEffect(() => {
    if (named !== undefined) choose(room, named);
  }, [room, named]);
  return found ?? shown[0];
}
