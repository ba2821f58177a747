import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { TextField } from "../../components/TextField.tsx";
import type { RoomId } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { useRoomName } from "../../meeting/words.ts";
import { breakoutRooms } from "../facilitator/rooms.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { chooses, offered } from "../groups/choice.ts";
import { numberIn } from "./groups.ts";
import { useRegroup } from "./useRegroup.ts";

/** People choose their room themselves: opened with seats, watched, closed. */
export function ChoosePart() {
  const { t } = useTranslation();
  const view = useView();
  const roomName = useRoomName();
  const { attempt, problem } = useAttempt();
  const [opening, setOpening] = useState(false);
  const closed = view.meeting.breakouts.state === "closed";
  const people = Object.values(view.people).filter((person) => chooses(person) && person.here);
  if (view.choice === null) {
    return (
      <>
        <Button large isDisabled={!closed || breakoutRooms(view).length === 0} onPress={() => setOpening(true)}>
          {t("groups.choose.open")}
        </Button>
        {opening ? <OpenChoice people={people.length} onClose={() => setOpening(false)} /> : null}
      </>
    );
  }
  const rooms = offered(view);
  const chosen = people.filter((person) => rooms.some((each) => each.room === person.assigned)).length;
  return (
    <section className="groups-report choosing" aria-labelledby="choosing">
      <div className="row">
        <h3 id="choosing" className="groups-report-head">
          {t("groups.choose.count", { chosen, count: people.length })}
        </h3>
        <Button onPress={() => void attempt({ type: "close_choice" })}>{t("groups.choose.close")}</Button>
      </div>
      <p>{rooms.map((each) => t("groups.choose.taken", { room: roomName(each.room), taken: each.taken, seats: each.seats })).join(" · ")}</p>
      <Refused words={problem} />
    </section>
  );
}

function OpenChoice({ people, onClose }: { people: number; onClose: () => void }) {
  const { t } = useTranslation();
  const view = useView();
  const roomName = useRoomName();
  const { regroup, problem } = useRegroup();
  const rooms = breakoutRooms(view);
  const even = String(Math.max(2, Math.ceil(people / rooms.length)));
  const [typed, setTyped] = useState<Record<RoomId, string>>({});
  const seats = rooms.map((room) => ({ room: room.id, seats: numberIn(typed[room.id] ?? even, 0, 600) }));
  const wanted = seats.flatMap(({ room, seats: count }) => (count === undefined || count === 0 ? [] : [{ room, seats: count }]));
  const wrong = seats.some((each) => each.seats === undefined);
  const sum = wanted.reduce((all, each) => all + each.seats, 0);
  const open = async () => {
    if (await regroup({ type: "open_choice", rooms: wanted }, t("groups.choose.opened"), [{ type: "close_choice" }])) onClose();
  };
  return (
    <Dialog title={t("groups.choose.open")} isOpen onClose={onClose}>
      <p className="soft">{t("groups.choose.explain")}</p>
      <div className="seat-fields">
        {rooms.map((room) => (
          <TextField key={room.id} label={t("groups.choose.seatsOf", { room: roomName(room.id) })} className="field-number" value={typed[room.id] ?? even} inputMode="numeric" onChange={(text) => setTyped({ ...typed, [room.id]: text })} />
        ))}
      </div>
      <p className={sum < people ? "group-warn small" : "soft small"}>{t("groups.choose.sum", { seats: sum, count: people })}</p>
      <Refused words={problem} />
      <div className="dialog-actions">
        <Button large onPress={onClose}>
          {t("common.cancel")}
        </Button>
        <Button large kind="main" isDisabled={wrong || wanted.length === 0} onPress={() => void open()}>
          {t("groups.choose.do")}
        </Button>
      </div>
    </Dialog>
  );
}
