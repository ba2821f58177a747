/** How far what was written on this page has come. Boards report here, so that the page's header says one truth with them. */
import { isRefused, type Status } from "../board/saving.ts";

/** The worst first. */
const SAFETIES = ["offline", "unsent", "saving", "saved"] as const;
export type Safety = (typeof SAFETIES)[number];

export function worst(safeties: readonly Safety[]): Safety {
  return SAFETIES.find((safety) => safeties.includes(safety)) ?? "saved";
}

export function safetyOf(status: Status): Safety {
  switch (status.kind) {
    case "offline":
      return "offline";
    case "refused":
      return "unsent";
    case "readOnly":
      return status.unsaved > 0 ? "unsent" : "saved";
    case "saving":
      return "saving";
    case "stopped":
      return isRefused(status.reason) ? "unsent" : "saved";
    // Nothing of it waits here.
    case "connecting":
    case "saved":
      return "saved";
  }
}

const boards = new Map<object, Safety>();
const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};

export const savingStore = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Of all boards that are open. */
  current: (): Safety => worst([...boards.values()]),
  /** What `board` says of itself, until the function that comes back is called. */
  report(board: object, safety: Safety): () => void {
    boards.set(board, safety);
    tell();
    return () => {
      boards.delete(board);
      tell();
    };
  },
};
