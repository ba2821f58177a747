/** Messages beside the room's chat, the question that is answered now, and that the chat is kept: said once to screen readers. */
import { useEffect, useEffectEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../../components/announcer.ts";
import { toastStore } from "../../components/toast_store.ts";
import type { PersonView } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { useNameOf } from "../../meeting/words.ts";
import { questionsFor } from "./questions.ts";
import { useChatSpoken } from "./useSpoken.ts";

export function useTalkSpoken(me: PersonView, showsRoom: boolean): void {
  const { t } = useTranslation();
  const view = useView();
  const nameOf = useNameOf();
  const threads = Object.values(view.threads)
    .flat()
    .sort((a, b) => a.at - b.at);
  useChatSpoken(view.chat_all, me);
  useChatSpoken(threads, me);

  // A facilitator who looks elsewhere sees that somebody wrote to them.
  const last = threads.at(-1);
  const seen = useRef(last?.id);
  const show = useEffectEvent(() => {
    const news = last && last.id !== seen.current && me.role === "facilitator" && last.person !== me.id && view.people[last.person]?.role !== "facilitator";
    seen.current = last?.id;
    if (news && !showsRoom) toastStore.show(t("talk.wrote", { name: nameOf(last.person) ?? t("chat.gone"), text: last.text.slice(0, 80) }));
  });
  useEffect(() => show(), [last?.id]);

  const now = questionsFor(view).now?.text;
  useEffect(() => {
    if (now !== undefined) announcer.announce("message", t("keynote.nowSpoken", { text: now }));
  }, [now, t]);

  const { keep_chat } = view.talk;
  const kept = useRef(keep_chat);
  useEffect(() => {
    if (kept.current !== keep_chat) announcer.announce("message", t(keep_chat ? "talk.kept" : "talk.notKept"));
    kept.current = keep_chat;
  }, [keep_chat, t]);
}
