import { useEffect, useState } from "react";
import type { PersonView } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";

/** Others' chat messages since the chat was last looked at. */
export function useUnread(me: PersonView, looking: boolean): number {
  const view = useView();
  const messages = view.chat[me.room] ?? [];
  const last = messages.at(-1)?.id;
  const [seen, setSeen] = useState<{ room: string; id: string | undefined }>({ room: me.room, id: last });
  useEffect(() => {
    if (looking || seen.room !== me.room) setSeen({ room: me.room, id: last });
    // `seen` itself is no reason to look again.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [looking, me.room, last]);
  if (looking) return 0;
  const from = messages.findIndex((message) => message.id === seen.id) + 1;
  return messages.slice(from).filter((message) => message.person !== me.id).length;
}
