import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { RecordRoom } from "../../generated/protocol.ts";

/** A room of a record by its name, or by its number in the reader's language. */
export function useRecordRoomName(): (room: Pick<RecordRoom, "number" | "name">) => string {
  const { t } = useTranslation();
  return useCallback(
    (room) => {
      if (room.number === 0) return room.name ?? t("room.main");
      return room.name === null ? t("room.numbered", { number: room.number }) : t("room.named", { number: room.number, name: room.name });
    },
    [t],
  );
}
