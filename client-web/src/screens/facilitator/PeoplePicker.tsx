import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import type { PersonId, PersonView, RoomId } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { useRoomName } from "../../meeting/words.ts";
import { useCompare } from "../../text/collate.ts";
import { PickPeople } from "./PickPeople.tsx";
import { usePlace } from "./usePlace.ts";

/** People from anywhere else into one room: the ones between rooms first, then by room. */
export function PeoplePicker({ room, open, onClose }: { room: RoomId; open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const compare = useCompare();
  const view = useView();
  const roomName = useRoomName();
  const place = usePlace();
  const [picked, setPicked] = useState<ReadonlySet<PersonId>>(new Set());
  const whereOf = (person: PersonView): RoomId | null => (open ? person.room : person.assigned);
  const people = useMemo(() => {
    const where = (person: PersonView) => (open ? person.room : person.assigned);
    const number = (person: PersonView) => {
      const at = where(person);
      return person.between_rooms || at === null ? -1 : (view.rooms[at]?.number ?? 0);
    };
    return Object.values(view.people)
      .filter((person) => person.role !== "facilitator" && where(person) !== room)
      .sort((a, b) => number(a) - number(b) || compare(a.name, b.name));
  }, [compare, open, room, view.people, view.rooms]);
  const submit = async () => {
    if (await place(people.filter((person) => picked.has(person.id)), room)) onClose();
  };
  return (
    <Dialog title={open ? t("facilitator.moveTo", { room: roomName(room) }) : t("facilitator.assignTo", { room: roomName(room) })} isOpen onClose={onClose}>
      <PickPeople
        people={people}
        picked={picked}
        onPick={setPicked}
        about={(person) => {
          const at = whereOf(person);
          return `${person.here ? "" : `${t("facilitator.isAway")} · `}${at === null ? t("facilitator.noRoom") : roomName(at)}`;
        }}
      />
      <div className="dialog-actions">
        <Button large onPress={onClose}>
          {t("common.cancel")}
        </Button>
        <Button large kind="main" isDisabled={picked.size === 0} onPress={() => void submit()}>
          {open ? t("facilitator.moveCount", { count: picked.size }) : t("facilitator.assignCount", { count: picked.size })}
        </Button>
      </div>
    </Dialog>
  );
}
