/** Which room somebody was welcomed to last, kept on this device. */
import type { PersonId, RoomId } from "../../generated/protocol.ts";

const keyOf = (person: PersonId) => `convene.welcomed.${person}`;
/** Where storage is closed to us it lasts as long as the page. */
const memory = new Map<PersonId, RoomId>();

export function welcomedTo(person: PersonId): RoomId | undefined {
  try {
    return localStorage.getItem(keyOf(person)) ?? memory.get(person);
  } catch {
    return memory.get(person);
  }
}

export function rememberWelcome(person: PersonId, room: RoomId): void {
  memory.set(person, room);
  try {
    localStorage.setItem(keyOf(person), room);
  } catch {
    // Kept in memory above.
  }
}

export function forgetWelcome(person: PersonId): void {
  memory.delete(person);
  try {
    localStorage.removeItem(keyOf(person));
  } catch {
    // Forgotten in memory above.
  }
}
