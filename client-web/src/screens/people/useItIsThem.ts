import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { toastStore } from "../../components/toast_store.ts";
import type { PersonView } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { useRoomName } from "../../meeting/words.ts";

/** Makes who came and who is expected one; whether it is so now. */
export function useItIsThem(): (person: PersonView, expected: PersonView) => Promise<boolean> {
  const { t } = useTranslation();
  const send = useSend();
  return useCallback(
    async (person, expected) => {
      const outcome = await send({ type: "recognize", person: person.id, expected: expected.id }, { quiet: true });
      // Another facilitator was faster: it is as both wished.
      const done = outcome.ok || outcome.reason === "nothing_to_do";
      toastStore.show(done ? t("perhaps.done", { name: person.name }) : outcome.reason ? t(`refusal.${outcome.reason}`) : t(`code.${outcome.code}`));
      return done;
    },
    [send, t],
  );
}

/** What it leads to, with the room that is planned for them. */
export function useOneConsequence(): (person: PersonView, expected: PersonView) => string {
  const { t } = useTranslation();
  const view = useView();
  const roomName = useRoomName();
  return (person, expected) => {
    const room = expected.assigned;
    if (room === null || view.rooms[room] === undefined) return t("perhaps.consequence", { name: person.name });
    return t("perhaps.consequenceRoom", { name: person.name, room: roomName(room) });
  };
}
