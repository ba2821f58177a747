import { type KeyboardEvent, memo, useEffect, useMemo, useRef } from "react";
import { TextArea } from "react-aria-components/TextArea";
import { TextField } from "react-aria-components/TextField";
import { Label } from "react-aria-components/Label";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import type { ChatView, PersonView } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { useNameOf } from "../../meeting/words.ts";
import { useDraft } from "./drafts.ts";
import { UnsentChat } from "./UnsentChat.tsx";

/** The chat of the room. It obeys the floor: who may not write now still reads, and keeps the draft. */
export function Chat({ me, mayWrite }: { me: PersonView; mayWrite: boolean }) {
  const { t, i18n } = useTranslation();
  const view = useView();
  const nameOf = useNameOf();
  const messages = view.chat[me.room] ?? [];
  const end = useRef<HTMLLIElement>(null);
  const last = messages.at(-1)?.id;
  useEffect(() => {
    void end.current?.scrollIntoView({ block: "nearest" });
  }, [last]);
  const time = useMemo(() => new Intl.DateTimeFormat(i18n.language, { timeStyle: "short" }), [i18n.language]);
  return (
    <div className="chat">
      {messages.length === 0 ? <p className="soft small chat-empty">{t("chat.empty")}</p> : null}
      {/* Focusable, so that the keyboard can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul className="chat-list" tabIndex={messages.length > 0 ? 0 : undefined} aria-label={t("room.chat")}>
        {messages.map((message) => (
          <Message key={message.id} message={message} name={nameOf(message.person) ?? t("chat.gone")} mine={message.person === me.id} time={time} />
        ))}
        <UnsentChat me={me} messages={messages} />
        <li ref={end} aria-hidden="true" />
      </ul>
      {me.role === "observer" ? <p className="small soft chat-composer">{t("chat.observer")}</p> : <Composer me={me.id} mayWrite={mayWrite} />}
    </div>
  );
}

const Message = memo(function Message({ message, name, mine, time }: { message: ChatView; name: string; mine: boolean; time: Intl.DateTimeFormat }) {
  return (
    <li className="chat-message" data-mine={mine || undefined}>
      <span className="chat-who">
        <bdi>{name}</bdi>
        <time className="soft" dateTime={new Date(message.at).toISOString()}>
          {time.format(message.at)}
        </time>
      </span>
      <span className="chat-text" dir="auto">
        {message.text}
      </span>
    </li>
  );
});

function Composer({ me, mayWrite }: { me: string; mayWrite: boolean }) {
  const { t } = useTranslation();
  const send = useSend();
  const over = useView().meeting.ended_at !== null;
  const { draft, setDraft, giveBack, goes } = useDraft(me);
  const say = async () => {
    const text = draft.trim();
    if (text === "" || !mayWrite) return;
    const arrived = goes(text);
    setDraft("");
    const outcome = await send({ type: "say", text });
    arrived();
    if (!outcome.ok) giveBack(text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void say();
  };
  return (
    <form
      className="chat-composer"
      onSubmit={(event) => {
        event.preventDefault();
        void say();
      }}
    >
      <TextField className="field" value={draft} onChange={setDraft} maxLength={2000}>
        <Label className="field-label">{t("chat.label")}</Label>
        <TextArea className="field-input" rows={2} dir="auto" onKeyDown={onKeyDown} />
      </TextField>
      {mayWrite ? (
        <Button type="submit" isDisabled={draft.trim() === ""}>
          {t("chat.send")}
        </Button>
      ) : (
        <p className="small chat-closed">{t(over ? "code.read_only" : "chat.closed")}</p>
      )}
    </form>
  );
}
