import { useEffect, useState } from "react";
import type { ChatView, PersonView, View } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";

/** All that can be read in the chat: of the room, to everyone, between somebody and the facilitators. */
function allMessages(view: View, room: string): ChatView[] {
  return [...(view.chat[room] ?? []), ...view.chat_all, ...Object.values(view.threads).flat()];
}

/** Others' chat messages since the chat was last looked at. */
export function useUnread(me: PersonView, looking: boolean): number {
  const view = useView();
  const messages = allMessages(view, me.room);
  const last = messages.reduce((latest, message) => Math.max(latest, message.at), 0);
  const [seen, setSeen] = useState({ room: me.room, at: last });
  useEffect(() => {
    if (looking || seen.room !== me.room) setSeen({ room: me.room, at: last });
    // `seen` itself is no reason to look again.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [looking, me.room, last]);
  if (looking) return 0;
  return messages.filter((message) => message.at > seen.at && message.person !== me.id && !message.deleted).length;
}
