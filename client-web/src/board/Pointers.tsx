import { memo } from "react";
import type { Column } from "./layout.ts";
import type { BoardSession } from "./session.ts";
import { usePeers } from "./use_session.ts";

/** More pointers than these do not glide: each that does is a layer of its own, and takes the time of a frame from the rest of the page. */
const GLIDING_MAX = 24;

/** Others' pointers, out of the way of the reader's own. Not for screen readers: who writes where is said on the notes. */
export const Pointers = memo(function Pointers({ session, columns, nameOf }: { session: BoardSession; columns: readonly Column[]; nameOf: (id: string) => string | undefined }) {
  const peers = usePeers(session);
  const shown = peers.flatMap((peer) => {
    const column = columns.find((one) => (one.group.section?.id ?? "") === peer.cursor?.section);
    // Of somebody who writes, the note says so.
    if (!peer.cursor || !column || peer.note !== undefined) return [];
    return [{ ...peer, left: column.left + Math.min(peer.cursor.x, column.width - 8), top: peer.cursor.y }];
  });
  return (
    <div className="board-pointers" aria-hidden="true" data-many={shown.length > GLIDING_MAX || undefined}>
      {shown.map(({ client, id, name, color, left, top }) => (
        <Pointer key={client} name={nameOf(id) ?? name} color={color} left={left} top={top} />
      ))}
    </div>
  );
});

const Pointer = memo(function Pointer({ name, color, left, top }: { name: string; color: number; left: number; top: number }) {
  return (
    <div className="board-pointer" data-peer={color} style={{ transform: `translate(${left}px, ${top}px)` }}>
      <svg width="14" height="18" viewBox="0 0 14 18">
        <path d="M1 1v14l4-3.500 2.500 5.500 2.500-1-2.500-5.500H13z" fill="currentColor" />
      </svg>
      <span className="board-pointer-name">{name}</span>
    </div>
  );
});
