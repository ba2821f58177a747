import "./groups.css";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import type { PersonView, RoomId } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { useRoomName } from "../../meeting/words.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { mayChoose, offered } from "./choice.ts";

/** While people choose their room: each room with the seats that are left. Gone when the choice is closed. */
export default function ChoiceCard({ me }: { me: PersonView }) {
  const { t } = useTranslation();
  const view = useView();
  const roomName = useRoomName();
  const { attempt, problem } = useAttempt();
  if (!mayChoose(view, me)) return null;
  const rooms = offered(view);
  const choose = (room: RoomId | null) => void attempt({ type: "choose", room });
  const mine = rooms.find((each) => each.room === me.assigned);
  return (
    <section className="card choose-room" aria-labelledby="choose-room">
      <div className="stack-tight">
        <h2 id="choose-room">{t("groups.choose.title")}</h2>
        <p className="soft">{mine ? t("groups.choose.chosen", { room: roomName(mine.room) }) : t("groups.choose.ask")}</p>
      </div>
      <ul className="choose-list">
        {rooms.map(({ room, left }) => {
          const chosen = me.assigned === room;
          return (
            <li key={room}>
              <Button large kind={chosen ? "main" : "plain"} aria-pressed={chosen} isDisabled={!chosen && left === 0} onPress={() => choose(chosen ? null : room)}>
                <bdi>{roomName(room)}</bdi> <span className="choose-left">{chosen ? t("groups.choose.yours") : t("groups.choose.left", { count: left })}</span>
              </Button>
            </li>
          );
        })}
      </ul>
      <Refused words={problem} />
    </section>
  );
}
