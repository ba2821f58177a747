import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { useView } from "../../meeting/context.tsx";
import { useRoomName } from "../../meeting/words.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";

/** Rooms whose people went to another, with the way back. */
export function MergedRooms() {
  const { t } = useTranslation();
  const view = useView();
  const roomName = useRoomName();
  const { attempt, problem } = useAttempt();
  const merged = Object.values(view.rooms).filter((room) => room.merged_into !== undefined);
  if (merged.length === 0) return null;
  return (
    <div className="merged-rooms">
      <ul>
        {merged.map((room) => (
          <li key={room.id} className="row small">
            {t("groups.merge.was", { from: roomName(room.id), into: roomName(room.merged_into ?? "") })}
            <Button onPress={() => void attempt({ type: "reopen_room", room: room.id })}>{t("groups.merge.reopen", { from: roomName(room.id) })}</Button>
          </li>
        ))}
      </ul>
      <Refused words={problem} />
    </div>
  );
}
