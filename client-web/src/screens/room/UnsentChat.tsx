import { useTranslation } from "react-i18next";
import type { Unsent } from "../../connection/socket.ts";
import type { ChatView, PersonView } from "../../generated/protocol.ts";
import { useConnectionState } from "../../meeting/context.tsx";

/** Clocks agree within this; a message that came is not shown as on its way once more. */
const CLOCKS_MS = 2_000;

/** What this person said and the server has not answered, in their order; what stands in the chat already is left out. Pure. */
export function onTheirWay(unsent: readonly Unsent[], messages: readonly ChatView[], me: string): { id: string; text: string }[] {
  return unsent.flatMap(({ id, command, atMs }) => {
    if (command.type !== "say") return [];
    const came = messages.some((message) => message.person === me && message.text === command.text && message.at >= atMs - CLOCKS_MS);
    return came ? [] : [{ id, text: command.text }];
  });
}

/** Messages that are on their way, or wait for the connection: they are not lost, and nobody else sees them yet. */
export function UnsentChat({ me, messages }: { me: PersonView; messages: readonly ChatView[] }) {
  const { t } = useTranslation();
  const { unsent, phase } = useConnectionState();
  return onTheirWay(unsent, messages, me.id).map(({ id, text }) => (
    <li key={id} className="chat-message" data-mine data-unsent>
      <span className="chat-who">
        <bdi>{me.name}</bdi>
        <span className="chat-unsent">{t(phase.kind === "live" ? "meeting.saving" : "chat.unsent")}</span>
      </span>
      <span className="chat-text" dir="auto">
        {text}
      </span>
    </li>
  ));
}
