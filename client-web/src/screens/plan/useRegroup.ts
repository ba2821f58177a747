import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Assignment, Command, PersonId, PersonView, View } from "../../generated/protocol.ts";
import { useConnection } from "../../meeting/context.tsx";
import { grouped } from "../../meeting/grouped.ts";
import { partsOf } from "../../meeting/parts.ts";
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
    const moved = people.flatMap(({ id, role, room }) => {
      const was = before[id];
      return was && was.room !== room && role !== "facilitator" ? [{ id, from: was.room }] : [];
    });
    for (const [room, theirs] of grouped(moved, ({ from }) => from)) {
      for (const part of partsOf(theirs)) commands.push({ type: "move", people: part.map(({ id }) => id), room });
    }
  }
  for (const part of partsOf(assignments)) commands.push({ type: "assign", people: part });
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
