import "./talk.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Choice } from "../../components/Choice.tsx";
import { Select } from "../../components/Select.tsx";
import type { PersonId, PersonView } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { mayFacilitate } from "../../meeting/people.ts";
import { useNameOf } from "../../meeting/words.ts";
import { ChatList, Composer } from "./ChatParts.tsx";
import { UnsentChat } from "./UnsentChat.tsx";

type Channel = "room" | "facilitators" | "all";

/**
 * What is written: to the room, to the facilitators alone, to everyone. The room's chat obeys the floor: who may not write
 * now still reads, and keeps the draft.
 */
export function Chat({ me, mayWrite }: { me: PersonView; mayWrite: boolean }) {
  const { t } = useTranslation();
  const { talk, chat_all, threads } = useView();
  const [chosen, setChosen] = useState<Channel>("room");
  const leads = me.role === "facilitator";
  const channels: Channel[] = ["room"];
  if (leads ? Object.keys(threads).length > 0 : me.role !== "observer") channels.push("facilitators");
  if (leads || talk.chat_to_all || chat_all.length > 0) channels.push("all");
  const channel = channels.includes(chosen) ? chosen : "room";
  const name = (each: Channel) => t(each === "facilitators" && leads ? "talk.channel.people" : `talk.channel.${each}`);
  return (
    <div className="chat">
      {channels.length > 1 ? <Choice<Channel> label={t("talk.channels")} labelHidden value={channel} options={channels.map((value) => ({ value, text: name(value) }))} onChange={setChosen} /> : null}
      {talk.keep_chat && channel !== "facilitators" ? <p className="small chat-kept">{t("talk.kept")}</p> : null}
      {channel === "room" ? <RoomChat me={me} mayWrite={mayWrite} /> : null}
      {channel === "facilitators" ? leads ? <Threads me={me} /> : <OwnThread me={me} /> : null}
      {channel === "all" ? <ToAll me={me} mayWrite={mayWrite} /> : null}
    </div>
  );
}

function RoomChat({ me, mayWrite }: { me: PersonView; mayWrite: boolean }) {
  const { t } = useTranslation();
  const { chat, meeting, talk } = useView();
  const over = meeting.ended_at !== null;
  const listens = me.room === meeting.main_room && talk.floor === "facilitators";
  const closed = mayWrite ? undefined : t(over ? "code.read_only" : listens ? "talk.floorClosed" : "chat.closed");
  return (
    <>
      <ChatList me={me} messages={chat[me.room] ?? []} place={{ room: me.room }} empty={t("chat.empty")} label={t("room.chat")} mayDelete={mayFacilitate(me, me.room) && !over}>
        <UnsentChat me={me} messages={chat[me.room] ?? []} />
      </ChatList>
      {me.role === "observer" ? (
        <p className="small soft chat-composer">{t("chat.observer")}</p>
      ) : (
        <Composer draftOf={me.id} label={t("chat.label")} closed={closed} command={(text) => ({ type: "say", text })} />
      )}
    </>
  );
}

function OwnThread({ me }: { me: PersonView }) {
  const { t } = useTranslation();
  const { threads, meeting } = useView();
  const closed = meeting.ended_at === null ? undefined : t("code.read_only");
  return (
    <>
      <ChatList me={me} messages={threads[me.id] ?? []} place={{ thread: me.id }} empty={t("talk.threadEmpty")} label={t("talk.channel.facilitators")} mayDelete={false} />
      <Composer draftOf={`${me.id} facilitators`} label={t("talk.toFacilitators")} closed={closed} command={(text) => ({ type: "say_to_facilitators", text, person: null })} />
    </>
  );
}

/** For facilitators: one person's thread at a time, who wrote last first. */
function Threads({ me }: { me: PersonView }) {
  const { t } = useTranslation();
  const { threads, meeting, people } = useView();
  const nameOf = useNameOf();
  const [chosen, setChosen] = useState<PersonId>();
  const last = (person: PersonId) => threads[person]?.at(-1)?.at ?? 0;
  const order = Object.keys(threads).sort((a, b) => last(b) - last(a));
  const person = chosen !== undefined && threads[chosen] ? chosen : order[0];
  if (person === undefined) return null;
  const name = nameOf(person) ?? t("chat.gone");
  const gone = people[person] === undefined;
  return (
    <>
      <div className="chat-threads">
        <Select label={t("talk.whose")} value={person} options={order.map((each) => ({ value: each, text: nameOf(each) ?? t("chat.gone") }))} onChange={setChosen} />
      </div>
      <ChatList me={me} messages={threads[person] ?? []} place={{ thread: person }} empty="" label={t("talk.threadOf", { name })} mayDelete={meeting.ended_at === null} />
      <Composer draftOf={`${me.id} ${person}`} label={t("talk.answer", { name })} closed={meeting.ended_at !== null ? t("code.read_only") : gone ? t("chat.gone") : undefined} command={(text) => ({ type: "say_to_facilitators", text, person })} />
    </>
  );
}

function ToAll({ me, mayWrite }: { me: PersonView; mayWrite: boolean }) {
  const { t } = useTranslation();
  const { chat_all, meeting, talk } = useView();
  const leads = me.role === "facilitator";
  const over = meeting.ended_at !== null;
  const closed = over ? t("code.read_only") : leads || talk.chat_to_all ? (mayWrite ? undefined : t("chat.closed")) : t("refusal.chat_to_all_closed");
  return (
    <>
      <ChatList me={me} messages={chat_all} place="all" empty={t("talk.allEmpty")} label={t("talk.channel.all")} mayDelete={leads && !over} />
      {me.role === "observer" ? <p className="small soft chat-composer">{t("chat.observer")}</p> : <Composer draftOf={`${me.id} all`} label={t("talk.toAll")} closed={closed} command={(text) => ({ type: "say_to_all", text })} />}
    </>
  );
}
