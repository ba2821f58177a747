import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Assignment, PersonId, PersonView, RoomId } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { grouped } from "../../meeting/grouped.ts";
import { sendParts } from "../../meeting/parts.ts";
import { useNames, useRoomName } from "../../meeting/words.ts";
import { offerUndo } from "./undo.ts";

/**
 * Puts people into a room: at once while rooms are open, else for when they open. `null` takes the assignment away (or brings
 * them back to the main room). One click, with the way back in a toast. Whether it was done for all of them: the way back is offered for
 * those for whom it was.
 */
export function usePlace(): (people: readonly PersonView[], room: RoomId | null) => Promise<boolean> {
  const { t } = useTranslation();
  const send = useSend();
  const { meeting } = useView();
  const roomName = useRoomName();
  const names = useNames();
  const open = meeting.breakouts.state === "open" || meeting.breakouts.state === "closing";

  return useCallback(
    async (people, room) => {
      const called = (some: readonly PersonView[]) => names(some.map((person) => person.name), 4);
      if (people.length === 0) return false;
      const undo = t("facilitator.undo");
      if (!open) {
        const assign = (assignments: readonly Assignment[]) => sendParts(assignments, async (part) => (await send({ type: "assign", people: [...part] })).ok);
        const done = await assign(people.map((person) => ({ person: person.id, room })));
        if (done.length === 0) return false;
        const placed = people.slice(0, done.length);
        const who = called(placed);
        const words = room === null ? t("facilitator.unassigned", { people: who }) : t("facilitator.assigned", { people: who, room: roomName(room) });
        offerUndo(words, undo, () => void assign(placed.map((person) => ({ person: person.id, room: person.assigned }))));
        return placed.length === people.length;
      }
      const target = room ?? meeting.main_room;
      const move = (ids: readonly PersonId[], to: RoomId) => sendParts(ids, async (part) => (await send({ type: "move", people: [...part], room: to })).ok);
      const done = await move(people.map((person) => person.id), target);
      if (done.length === 0) return false;
      const moved = people.slice(0, done.length);
      offerUndo(t("facilitator.moved", { people: called(moved), room: roomName(target) }), undo, () => {
        for (const [from, theirs] of grouped(moved, (person) => person.room)) if (from !== target) void move(theirs.map((person) => person.id), from);
      });
      return moved.length === people.length;
    },
    [meeting.main_room, names, open, roomName, send, t],
  );
}
