/* oxlint-disable react/only-export-components -- the provider and its hooks belong together */
import { createContext, type ReactNode, useCallback, useContext, useDeferredValue, useEffect, useMemo, useReducer, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import type { BoardKeeper } from "../board/keeper.ts";
import { toastStore } from "../components/toast_store.ts";
import type { KnownMeeting } from "../connection/identity.ts";
import type { Connection, ConnectionState, Outcome } from "../connection/socket.ts";
import type { Command, PersonView, View } from "../generated/protocol.ts";

interface MeetingContext {
  connection: Connection;
  known: KnownMeeting;
  boards: BoardKeeper;
}

const Context = createContext<MeetingContext | undefined>(undefined);

export function MeetingProvider({ connection, known, boards, children }: MeetingContext & { children: ReactNode }) {
  const value = useMemo(() => ({ connection, known, boards }), [connection, known, boards]);
  return <Context value={value}>{children}</Context>;
}

function useMeetingContext(): MeetingContext {
  const context = useContext(Context);
  if (!context) throw new Error("Used outside of a meeting.");
  return context;
}

export function useConnection(): Connection {
  return useMeetingContext().connection;
}

/** The boards that this page holds open. */
export function useBoards(): BoardKeeper {
  return useMeetingContext().boards;
}

/** What this device knows of the meeting: its links, the person's secret. */
export function useKnownMeeting(): KnownMeeting {
  return useMeetingContext().known;
}

export function useConnectionState(): ConnectionState {
  const connection = useConnection();
  return useSyncExternalStore(connection.subscribe, connection.current);
}

const Unhurried = createContext<View | undefined>(undefined);

const never = () => () => {};

/** The view; only for components that are shown once there is one. */
export function useView(): View {
  const connection = useConnection();
  const unhurried = useContext(Unhurried);
  const view = useSyncExternalStore(unhurried ? never : connection.subscribe, () => unhurried ?? connection.current().view);
  if (!view) throw new Error("Used before the view came.");
  return view;
}

/**
 * A large part of the page, drawn in small pieces when the view changed, with the view of a moment before until then: nobody's clicks and keys
 * wait for thirty rooms. Its child is one that is drawn again only for what it is given (`memo`).
 */
export function InPieces({ children }: { children: ReactNode }) {
  return <Unhurried value={useDeferredValue(useView())}>{children}</Unhurried>;
}

/** The reader themselves. `undefined` only for the moment in which they are removed. */
export function useMe(): PersonView | undefined {
  const view = useView();
  return view.people[view.me.person];
}

/**
 * Sends a command. A no is told in words, unless the caller wants to tell it itself (`quiet`).
 * Resolves when the server has answered, however long the network takes.
 */
export function useSend(): (command: Command, options?: { quiet?: boolean }) => Promise<Outcome> {
  const connection = useConnection();
  const { t } = useTranslation();
  return useCallback(
    async (command, options = {}) => {
      const outcome = await connection.send(command);
      if (!outcome.ok && options.quiet !== true) {
        toastStore.show(outcome.reason ? t(`refusal.${outcome.reason}`) : t(`code.${outcome.code}`));
      }
      return outcome;
    },
    [connection, t],
  );
}

/** The server's time, ticking. `undefined` stops the ticking: nothing on the page counts. */
export function useServerNow(everyMs: number | undefined = 500): number {
  const connection = useConnection();
  const [, tick] = useReducer((ticks: number) => ticks + 1, 0);
  useEffect(() => {
    if (everyMs === undefined) return undefined;
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return connection.serverNow();
}
