import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Assignment, Command, PersonId, PersonView, RoomId, View } from "../../generated/protocol.ts";
import { useConnection } from "../../meeting/context.tsx";
import { offerUndo } from "../facilitator/undo.ts";
import { useAttempt } from "../facilitator/useAttempt.tsx";
import { isOpen } from "./groups.ts";

/** The commands that put everybody back where they were. Pure. */
export function wayBack(before: Readonly<Record<PersonId, PersonView>>, now: View): Command[] {
  const commands: Command[] = [];
  const people = Object.values(now.people);
  const assignments: Assignment[] = people.flatMap((person) => {
    const was = before[person.id];
    return was && was.assigned !== person.assigned ? [{ person: person.id, room: was.assigned }] : [];
  });
  if (isOpen(now)) {
    const moves = new Map<RoomId, PersonId[]>();
    for (const person of people) {
      const was = before[person.id];
      if (was && was.room !== person.room && person.role !== "facilitator") moves.set(was.room, [...(moves.get(was.room) ?? []), person.id]);
    }
    for (const [room, moved] of moves) commands.push({ type: "move", people: moved, room });
  }
  if (assignments.length > 0) commands.push({ type: "assign", people: assignments });
  return commands;
}

export interface Regroup {
  /** Sends it, says it was done, and offers the way back. Whether the meeting said yes. */
  regroup: (command: Command, said: string, backFirst?: readonly Command[]) => Promise<boolean>;
  problem: string | undefined;
}

/** What changes many people's rooms at once, in one click, with undo. */
export function useRegroup(): Regroup {
  const { t } = useTranslation();
  const connection = useConnection();
  const { attempt, problem } = useAttempt();
  const regroup = useCallback(
    async (command: Command, said: string, backFirst: readonly Command[] = []) => {
      const before = connection.current().view?.people ?? {};
      if (!(await attempt(command))) return false;
      offerUndo(said, t("facilitator.undo"), () => {
        const now = connection.current().view;
        if (!now) return;
        for (const back of [...backFirst, ...wayBack(before, now)]) void connection.send(back);
      });
      return true;
    },
    [attempt, connection, t],
  );
  return { regroup, problem };
}
