import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Assignment, PersonId, PersonView, RoomId } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { useNames, useRoomName } from "../../meeting/words.ts";
import { offerUndo } from "./undo.ts";

/**
 * Puts people into a room: at once while rooms are open, else for when they open. `null` takes the assignment away (or brings
 * them back to the main room). One click, with the way back in a toast.
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
      if (people.length === 0) return false;
      const who = names(people.map((person) => person.name), 4);
      const undo = t("facilitator.undo");
      if (!open) {
        const before: Assignment[] = people.map((person) => ({ person: person.id, room: person.assigned }));
        const outcome = await send({ type: "assign", people: people.map((person) => ({ person: person.id, room })) });
        if (!outcome.ok) return false;
        const words = room === null ? t("facilitator.unassigned", { people: who }) : t("facilitator.assigned", { people: who, room: roomName(room) });
        offerUndo(words, undo, () => void send({ type: "assign", people: before }));
        return true;
      }
      const target = room ?? meeting.main_room;
      const before = groups(people);
      const outcome = await send({ type: "move", people: people.map((person) => person.id), room: target });
      if (!outcome.ok) return false;
      offerUndo(t("facilitator.moved", { people: who, room: roomName(target) }), undo, () => {
        for (const [from, moved] of before) if (from !== target) void send({ type: "move", people: moved, room: from });
      });
      return true;
    },
    [meeting.main_room, names, open, roomName, send, t],
  );
}

function groups(people: readonly PersonView[]): Map<RoomId, PersonId[]> {
  const found = new Map<RoomId, PersonId[]>();
  for (const person of people) found.set(person.room, [...(found.get(person.room) ?? []), person.id]);
  return found;
}
