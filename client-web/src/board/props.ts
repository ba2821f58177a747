/** What a room gives its board and a person's notebook. Both are loaded lazily, as `Board.tsx` and `Notebook.tsx` here. */
import type { ReactNode } from "react";
import type { BoardId, PersonId, RoomId } from "../generated/protocol.ts";
import type { Legend } from "./colors.ts";
import type { BoardKeeper } from "./keeper.ts";
import type { NoteId } from "./notes.ts";
import type { BoardVote } from "./votes.ts";

export interface BoardSection {
  id: string;
  /** In the reader's language. */
  name: string;
  /** Where it is closed now: when it opens, in words. */
  opens?: string | undefined;
  /** In a round: whether a later step lets the reader write here. `undefined`: there is none. */
  again?: boolean | undefined;
}

/** How notes go to the main room's digest. */
export interface DigestSource {
  /** Those that stand there already. */
  copied: readonly NoteId[];
  /** Whether they are there now. */
  copy: (notes: readonly NoteId[]) => Promise<boolean>;
  /** Why the last ones are not, in words. */
  problem: string | undefined;
}

export interface BoardProps {
  board: BoardId;
  /** In reading order; empty: one section without a name. */
  sections: readonly BoardSection[];
  /** Whether the reader may write now. The server enforces it; a person whose turn is over keeps what they typed. */
  mayWrite: boolean;
  /** Sections that are the reader's to write in now; empty while `mayWrite`: any. */
  writableSections: readonly string[];
  /** Sections that anybody is asked to write in now; they are shown wide. Without it, the reader's own. */
  askedSections?: readonly string[];
  /** Why the reader may not write, in words. */
  readOnlyReason?: string | undefined;
  me: { id: PersonId; name: string };
  /** Names of authors and of people whose cursors are seen. */
  nameOf: (person: PersonId) => string | undefined;
  /** A fresh ticket for `/api/boards/{board}?ticket=`; asked for before each connection. */
  ticket: () => Promise<string>;
  /** Holds the board open while the room is shown. */
  boards: BoardKeeper;
  place: RoomId;
  /** For print. */
  title?: string;
  /** What its colours stand for. */
  legend?: Legend | undefined;
  /** Nobody is told who writes what on it. */
  nameless?: boolean;
  /** A page whose notes come onto a board one by one: no groups are made on it. */
  apart?: boolean;
  /** Of the digest: what a note says in its author's place, where it was copied. */
  origin?: ((note: NoteId) => string | undefined) | undefined;
  /** Where the reader may copy its notes onto the digest. */
  digest?: DigestSource | undefined;
  /** The open or last vote on its notes. */
  vote?: BoardVote | undefined;
  /** What facilitators do with the board, in its bar. */
  tools?: ReactNode;
  /** On a phone and where the reader chose it, the list of the same notes comes first. */
  startAs: "board" | "list";
}

export interface NotebookProps {
  board: BoardId;
  me: { id: PersonId; name: string };
  mayWrite: boolean;
  ticket: () => Promise<string>;
  boards: BoardKeeper;
}
