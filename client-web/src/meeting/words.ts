import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { PersonId, RoomId } from "../generated/protocol.ts";
import { useView } from "./context.tsx";

/** 'Main room', 'Room 4', 'Room 4 "Fractions"', in the reader's language. */
export function useRoomName(): (room: RoomId) => string {
  const { t } = useTranslation();
  const { rooms } = useView();
  return useCallback(
    (id) => {
      const room = rooms[id];
      if (!room || room.number === 0) return room?.name ?? t("room.main");
      return room.name === null ? t("room.numbered", { number: room.number }) : t("room.named", { number: room.number, name: room.name });
    },
    [rooms, t],
  );
}

/** Somebody's name; `undefined` for somebody who is not in the meeting any more. */
export function useNameOf(): (person: PersonId) => string | undefined {
  const { people } = useView();
  return useCallback((id) => people[id]?.name, [people]);
}

/** "Ana, Luis and Mei", as the reader's language joins names; long lists end in a number. */
export function useNames(): (names: readonly string[], most?: number) => string {
  const { i18n } = useTranslation();
  return useCallback(
    (names, most = 6) => {
      const shown = names.length > most ? [...names.slice(0, most - 1), `+${names.length - most + 1}`] : names;
      return new Intl.ListFormat(i18n.language, { type: "conjunction" }).format(shown);
    },
    [i18n.language],
  );
}
