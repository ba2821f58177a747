import { useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import { safetyOf, savingStore } from "../meeting/saving_store.ts";
import type { BoardKeeper, Opened } from "./keeper.ts";
import type { Acting, Peer } from "./presence.ts";
import type { Status } from "./saving.ts";
import { BoardSession, type BoardState, type SessionOptions } from "./session.ts";

type SessionInput = Pick<SessionOptions, "board" | "me" | "place" | "nameless"> & { ticket: () => Promise<string>; boards: BoardKeeper };

/** Opens a board, which follows the device's network until it is stopped. */
export function openSession({ board, me, place, nameless, ticket }: Omit<SessionInput, "boards">): Opened {
  const session = new BoardSession({
    serverUrl: `${location.origin.replace(/^http/, "ws")}/api/boards`,
    board,
    me,
    place,
    nameless,
    requestTicket: ticket,
  });
  const started = session.start();
  const hurry = () => session.hurry();
  const lose = () => session.lose();
  const looked = () => document.visibilityState === "visible" && session.hurry();
  window.addEventListener("online", hurry);
  window.addEventListener("offline", lose);
  document.addEventListener("visibilitychange", looked);
  const stop = () => {
    window.removeEventListener("online", hurry);
    window.removeEventListener("offline", lose);
    document.removeEventListener("visibilitychange", looked);
    session.stop();
  };
  return { session, started, stop };
}

/** The session of a component, which comes and goes with its effects. */
class Holder {
  #session: BoardSession | undefined;
  #listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  current = (): BoardSession | undefined => this.#session;

  set(session: BoardSession | undefined): void {
    this.#session = session;
    for (const listener of this.#listeners) listener();
  }
}

/** Shows a board: opens it, or goes on with it where the page still holds it. */
export function useSession({ boards, ...input }: SessionInput): BoardSession | undefined {
  const { board, me } = input;
  const [holder] = useState(() => new Holder());
  const open = useEffectEvent(() => openSession(input));
  useEffect(() => {
    const { session, release } = boards.take(board, () => open());
    holder.set(session);
    return () => {
      holder.set(undefined);
      release();
    };
  }, [boards, board, me.id, holder]);
  return useSyncExternalStore(holder.subscribe, holder.current);
}

/** Tells the page's header, for as long as the board is shown. */
export function useStatusTold(session: BoardSession, status: Status): void {
  const safety = safetyOf(status);
  useEffect(() => savingStore.report(session, safety), [session, safety]);
}

export function useBoardState(session: BoardSession): BoardState {
  return useSyncExternalStore(session.subscribe, session.current);
}

/** Again with each pointer that moves: for what shows pointers alone. */
export function usePeers(session: BoardSession): readonly Peer[] {
  return useSyncExternalStore(session.subscribePeers, session.peers);
}

export function useActing(session: BoardSession): readonly Acting[] {
  return useSyncExternalStore(session.subscribePeers, session.acting);
}
