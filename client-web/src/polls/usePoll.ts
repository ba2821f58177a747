/** Which poll is in sight, and that one is asked: said once to screen readers. */
import { useEffect, useEffectEvent, useRef, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../components/announcer.ts";
import type { PollView } from "../generated/protocol.ts";
import { useServerNow, useView } from "../meeting/context.tsx";
import { isOpen, pollNow, pollsOf } from "./polls.ts";

/** Results that one has put away, as long as the page lives. */
let putAway: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePoll(): { poll: PollView | undefined; onPutAway: () => void } {
  const view = useView();
  const away = useSyncExternalStore(subscribe, () => putAway);
  const now = useServerNow(Object.keys(view.polls).length > 0 ? 30_000 : undefined);
  const poll = view.meeting.ended_at === null ? pollNow(view, now, away) : undefined;
  const onPutAway = () => {
    if (poll) putAway = new Set([...putAway, poll.id]);
    for (const listener of listeners) listener();
  };
  return { poll, onPutAway };
}

export function usePollSpoken(): void {
  const { t } = useTranslation();
  const view = useView();
  const open = pollsOf(view).find(isOpen);
  const before = useRef<string>(undefined);
  const say = useEffectEvent(() => {
    if (open) announcer.announce("message", t("polls.askedSpoken", { text: open.text }));
    else if (before.current !== undefined) announcer.announce("message", t(view.polls[before.current]?.shown ? "polls.closedShown" : "polls.closed"));
    before.current = open?.id;
  });
  useEffect(() => say(), [open?.id]);
}
