import { type KeyboardEvent, memo, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { Label } from "react-aria-components/Label";
import { TextArea } from "react-aria-components/TextArea";
import { TextField } from "react-aria-components/TextField";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Menu, MenuItem } from "../../components/Menu.tsx";
import type { ChatPlace, ChatView, Command, PersonView } from "../../generated/protocol.ts";
import { useSend } from "../../meeting/context.tsx";
import { useNameOf } from "../../meeting/words.ts";
import { useDraft } from "./drafts.ts";

/** The messages of one place, oldest first, with the way to delete one where that is allowed. */
export function ChatList({ me, messages, place, empty, label, mayDelete, children }: { me: PersonView; messages: readonly ChatView[]; place: ChatPlace; empty: string; label: string; mayDelete: boolean; children?: ReactNode }) {
  const { t, i18n } = useTranslation();
  const nameOf = useNameOf();
  const send = useSend();
  const [deleting, setDeleting] = useState<ChatView>();
  const end = useRef<HTMLLIElement>(null);
  const last = messages.at(-1)?.id;
  useEffect(() => {
    void end.current?.scrollIntoView({ block: "nearest" });
  }, [last]);
  const time = useMemo(() => new Intl.DateTimeFormat(i18n.language, { timeStyle: "short" }), [i18n.language]);
  return (
    <>
      {messages.length === 0 ? <p className="soft small chat-empty">{empty}</p> : null}
      {/* Focusable, so that the keyboard can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul className="chat-list" tabIndex={messages.length > 0 ? 0 : undefined} aria-label={label}>
        {messages.map((message) => (
          <Message key={message.id} message={message} name={nameOf(message.person) ?? t("chat.gone")} mine={message.person === me.id} time={time} {...(mayDelete ? { onDelete: setDeleting } : {})} />
        ))}
        {children}
        <li ref={end} aria-hidden="true" />
      </ul>
      <Confirm
        title={t("talk.deleteTitle")}
        consequence={t("talk.deleteConsequence")}
        confirm={t("talk.delete")}
        cancel={t("common.cancel")}
        isOpen={deleting !== undefined}
        onConfirm={() => deleting && void send({ type: "delete_message", place, message: deleting.id })}
        onClose={() => setDeleting(undefined)}
      />
    </>
  );
}

interface MessageProps {
  message: ChatView;
  name: string;
  mine: boolean;
  time: Intl.DateTimeFormat;
  onDelete?: (message: ChatView) => void;
}

const Message = memo(function Message({ message, name, mine, time, onDelete }: MessageProps) {
  const { t } = useTranslation();
  return (
    <li className="chat-message" data-mine={mine || undefined}>
      <span className="chat-who">
        <bdi>{name}</bdi>
        <time className="soft" dateTime={new Date(message.at).toISOString()}>
          {time.format(message.at)}
        </time>
        {onDelete && !message.deleted ? (
          <Menu label={t("talk.messageMenu", { name })} trigger={<Icon name="more" size={16} />} className="chat-menu">
            <MenuItem danger onAction={() => onDelete(message)}>
              {t("talk.deleteMessage")}
            </MenuItem>
          </Menu>
        ) : null}
      </span>
      {message.deleted ? (
        <em className="soft">{t("talk.deleted")}</em>
      ) : (
        <span className="chat-text" dir="auto">
          {message.text}
        </span>
      )}
    </li>
  );
});

/** Where one writes; `closed` says why not now. The draft is kept under `draftOf`. */
export function Composer({ draftOf, label, closed, command }: { draftOf: string; label: string; closed: string | undefined; command: (text: string) => Command }) {
  const { t } = useTranslation();
  const send = useSend();
  const { draft, setDraft, giveBack, goes } = useDraft(draftOf);
  const say = async () => {
    const text = draft.trim();
    if (text === "" || closed !== undefined) return;
    const arrived = goes(text);
    setDraft("");
    const outcome = await send(command(text));
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
        <Label className="field-label">{label}</Label>
        <TextArea className="field-input" rows={2} dir="auto" onKeyDown={onKeyDown} />
      </TextField>
      {closed === undefined ? (
        <Button type="submit" isDisabled={draft.trim() === ""}>
          {t("chat.send")}
        </Button>
      ) : (
        <p className="small chat-closed">{closed}</p>
      )}
    </form>
  );
}
