import { useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import { safetyOf, savingStore } from "../meeting/saving_store.ts";
import type { Peer } from "./presence.ts";
import type { Status } from "./saving.ts";
import { BoardSession, type BoardState, type SessionOptions } from "./session.ts";

interface SessionInput {
  board: string;
  me: { id: string; name: string };
  ticket: () => Promise<string>;
}

/** Holds the session of a component, which comes and goes with its effects. */
class Holder {
  #session: BoardSession | undefined;
  #listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  current = (): BoardSession | undefined => this.#session;

  open(options: SessionOptions): () => void {
    const opened = new BoardSession(options);
    void opened.start();
    const hurry = () => opened.hurry();
    const lose = () => opened.lose();
    const looked = () => document.visibilityState === "visible" && opened.hurry();
    window.addEventListener("online", hurry);
    window.addEventListener("offline", lose);
    document.addEventListener("visibilitychange", looked);
    this.#set(opened);
    return () => {
      window.removeEventListener("online", hurry);
      window.removeEventListener("offline", lose);
      document.removeEventListener("visibilitychange", looked);
      opened.stop();
      this.#set(undefined);
    };
  }

  #set(session: BoardSession | undefined): void {
    this.#session = session;
    for (const listener of this.#listeners) listener();
  }
}

/** Opens a board for as long as the component is shown. */
export function useSession({ board, me, ticket }: SessionInput): BoardSession | undefined {
  const [holder] = useState(() => new Holder());
  const requestTicket = useEffectEvent(() => ticket());
  const open = useEffectEvent((boardId: string, id: string) =>
    holder.open({
      serverUrl: `${location.origin.replace(/^http/, "ws")}/api/boards`,
      board: boardId,
      me: { id, name: me.name },
      requestTicket: () => requestTicket(),
    }),
  );
  useEffect(() => open(board, me.id), [board, me.id]);
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

export function usePeers(session: BoardSession): readonly Peer[] {
  return useSyncExternalStore(session.subscribePeers, session.peers);
}
