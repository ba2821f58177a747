import { useMemo, useState } from "react";
import { ListBox } from "react-aria-components/ListBox";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { PickerItem } from "../../components/PickerItem.tsx";
import { TextField } from "../../components/TextField.tsx";
import type { PersonId, PersonView, RoomId } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { useRoomName } from "../../meeting/words.ts";
import { useCompare } from "../../text/collate.ts";
import { matches } from "./find.ts";
import { usePlace } from "./usePlace.ts";

/** People from anywhere else into one room: the ones between rooms first, then by room. */
export function PeoplePicker({ room, open, onClose }: { room: RoomId; open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const compare = useCompare();
  const view = useView();
  const roomName = useRoomName();
  const place = usePlace();
  const [query, setQuery] = useState("");
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
  const shown = people.filter((person) => picked.has(person.id) || matches(query, [person.name, person.organization, person.position]));
  const submit = async () => {
    if (await place(people.filter((person) => picked.has(person.id)), room)) onClose();
  };
  return (
    <Dialog title={open ? t("facilitator.moveTo", { room: roomName(room) }) : t("facilitator.assignTo", { room: roomName(room) })} isOpen onClose={onClose}>
      <TextField label={t("facilitator.find")} value={query} onChange={setQuery} />
      <ListBox
        className="picker"
        aria-label={t("facilitator.people")}
        selectionMode="multiple"
        selectedKeys={picked}
        onSelectionChange={(keys) => setPicked(keys === "all" ? new Set(shown.map((person) => person.id)) : new Set([...keys].map(String)))}
        items={shown}
        renderEmptyState={() => <p className="soft picker-empty">{t("facilitator.nobodyFound")}</p>}
      >
        {(person) => {
          const at = whereOf(person);
          return (
            <PickerItem id={person.id} name={person.name}>
              <span className="soft small">
                {person.here ? "" : `${t("facilitator.isAway")} · `}
                {at === null ? t("facilitator.noRoom") : roomName(at)}
              </span>
            </PickerItem>
          );
        }}
      </ListBox>
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
