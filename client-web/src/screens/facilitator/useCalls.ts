import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../../components/announcer.ts";
import type { View } from "../../generated/protocol.ts";
import { useRoomName } from "../../meeting/words.ts";

/** How many rooms called to whom nobody goes yet. Wherever a facilitator is, a new call is said once. */
export function useCalls(view: View, facilitates: boolean): number {
  const { t } = useTranslation();
  const roomName = useRoomName();
  const said = useRef(new Set<string>());
  const calls = facilitates ? Object.entries(view.details).flatMap(([room, { call }]) => (call && call.claimed_by === null ? [{ room, call }] : [])) : [];
  useEffect(() => {
    for (const { room, call } of calls) {
      const key = `${room} ${call.at}`;
      if (said.current.has(key)) continue;
      said.current.add(key);
      announcer.announce("message", t("facilitator.callSpoken", { room: roomName(room), name: view.people[call.by]?.name ?? "" }));
    }
  });
  return calls.length;
}
