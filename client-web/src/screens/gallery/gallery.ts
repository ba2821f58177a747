/** The gallery as the page shows it. Pure. */
import type { CardView, PersonView, RoomId, View } from "../../generated/protocol.ts";

/** What is being written on a card. */
export interface CardDraft {
  question: string;
  takeaways: readonly [string, string, string];
  ask: string;
}

/** The room whose card is the reader's own: the one that they are in, else the one that they are assigned to. */
export function homeOf(view: View, me: PersonView): RoomId | undefined {
  if (me.room !== view.meeting.main_room) return me.room;
  return me.assigned ?? undefined;
}

/** What stands on the card; on an empty one the room's focus question, as it was last worded. */
export function draftOf(card: CardView | null, dilemma: { focus_question: string | null; restated_question: string | null } | undefined): CardDraft {
  if (card === null) return { question: dilemma?.restated_question ?? dilemma?.focus_question ?? "", takeaways: ["", "", ""], ask: "" };
  const [first = "", second = "", third = ""] = card.takeaways;
  return { question: card.question ?? "", takeaways: [first, second, third], ask: card.ask ?? "" };
}

/** The cards that the reader is to visit, in order; all others' for who is sent to none. */
export function cardsFor(view: View, me: PersonView): CardView[] {
  const home = homeOf(view, me);
  const { cards } = view.gallery;
  const sent = view.own_gallery.sent.flatMap((room) => cards.find((card) => card.room === room) ?? []);
  return me.role === "participant" ? sent : cards.filter((card) => card.room !== home);
}
