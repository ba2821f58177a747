import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { Select } from "../../components/Select.tsx";
import type { RoomId, RoomView } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { useRoomName } from "../../meeting/words.ts";
import { breakoutRooms } from "../facilitator/rooms.ts";
import { Refused } from "../facilitator/useAttempt.tsx";
import { columns } from "./groups.ts";
import { useRegroup } from "./useRegroup.ts";

/** A room's people go to another. What that means is said before. */
export function MergeRoom({ room, onClose }: { room: RoomView; onClose: () => void }) {
  const { t } = useTranslation();
  const view = useView();
  const roomName = useRoomName();
  const { regroup, problem } = useRegroup();
  const sizes = new Map(columns(view).map((column) => [column.room?.id, column.people.length]));
  const others = breakoutRooms(view).filter((other) => other.id !== room.id);
  const smallest = [...others].sort((a, b) => (sizes.get(a.id) ?? 0) - (sizes.get(b.id) ?? 0))[0];
  const [chosen, setChosen] = useState<RoomId | null>(smallest?.id ?? null);
  const round = view.details[room.id]?.round;
  const runs = round != null && round.ended_at === null;
  const count = sizes.get(room.id) ?? 0;
  const from = roomName(room.id);
  const into = chosen === null ? "" : roomName(chosen);

  const merge = async () => {
    if (chosen === null) return;
    const said = t("groups.merge.done", { from, into });
    if (await regroup({ type: "merge_rooms", from: room.id, into: chosen }, said, [{ type: "reopen_room", room: room.id }])) onClose();
  };

  return (
    <Dialog title={t("groups.merge.title", { from })} isOpen onClose={onClose}>
      <Select label={t("groups.merge.into")} value={chosen} onChange={setChosen} options={others.map((other) => ({ value: other.id, text: t("facilitator.placeIn", { room: roomName(other.id), count: sizes.get(other.id) ?? 0 }) }))} />
      {chosen === null ? null : (
        <ul className="merge-means">
          <li>{t("groups.merge.people", { count, into })}</li>
          <li>{runs ? t("groups.merge.roundEnds", { from, into }) : t("groups.merge.noRound", { into })}</li>
          <li>{t("groups.merge.board", { from })}</li>
        </ul>
      )}
      <Refused words={problem} />
      <div className="dialog-actions">
        <Button large onPress={onClose}>
          {t("common.cancel")}
        </Button>
        <Button large kind="main" isDisabled={chosen === null} onPress={() => void merge()}>
          {t("groups.merge.do")}
        </Button>
      </div>
    </Dialog>
  );
}
