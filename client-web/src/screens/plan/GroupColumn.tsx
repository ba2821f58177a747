import { useCallback, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon.tsx";
import { Menu, MenuItem, MenuSection } from "../../components/Menu.tsx";
import { useGrowing } from "../../components/useGrowing.tsx";
import type { PersonId, PersonView, RoomView } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { useRoomName } from "../../meeting/words.ts";
import { breakoutRooms, ROOM_PEOPLE_MIN } from "../facilitator/rooms.ts";
import { offerUndo } from "../facilitator/undo.ts";
import { type Column, together } from "./groups.ts";
import { GroupList, useUnlessSame } from "./GroupList.tsx";
import { MergeRoom } from "./MergeRoom.tsx";
import { NameRoom } from "./NameRoom.tsx";
import { useRuleWords } from "./useRuleWords.ts";

export interface GroupColumnProps {
  column: Column;
  /** Those of its people that the search leaves. */
  shown: readonly PersonView[];
  selected: ReadonlySet<PersonId>;
  onSelect: (selected: ReadonlySet<PersonId>) => void;
  /** People were dragged here. */
  onDrop: (people: readonly PersonId[], room: string | null) => void;
}

/** So many people without a room are seen at once; the others as one scrolls. */
const DRAWN = 24;
/** Of each room, beside others: a row can be dragged, chosen and asked for its menu, which takes its time. */
const ROOM_DRAWN = 12;

/** One room (or nobody's room) with its people; arrows go through them, space selects. */
export function GroupColumn({ column, shown, selected, onSelect, onDrop }: GroupColumnProps) {
  const { t } = useTranslation();
  const roomName = useRoomName();
  const words = useRuleWords();
  const { room } = column;
  const { drawn, more } = useGrowing(shown.length, room ? { piece: ROOM_DRAWN, asked: true } : { piece: DRAWN });
  const name = room ? roomName(room.id) : t("plan.groups.withoutRoom");
  // The list is drawn again only for what it shows: of a hall full of people somebody changes each moment.
  const people = useUnlessSame(shown.slice(0, drawn));
  const chosen = useUnlessSame(shown.filter((person) => selected.has(person.id)));
  const acts = useRef({ column, shown, onSelect, onDrop });
  useLayoutEffect(() => {
    acts.current = { column, shown, onSelect, onDrop };
  });
  const select = useCallback((keys: "all" | ReadonlySet<PersonId>) => acts.current.onSelect(keys === "all" ? new Set(acts.current.shown.map((person) => person.id)) : keys), []);
  const drop = useCallback((ids: readonly PersonId[]) => {
    const now = acts.current;
    now.onDrop(ids.filter((id) => !now.column.people.some((person) => person.id === id)), now.column.room?.id ?? null);
  }, []);
  if (!room && column.people.length === 0) return null;
  const same = room ? together(column)[0] : undefined;
  return (
    <section className="group-column" data-none={!room || undefined} aria-label={name}>
      <div className="group-head">
        <h3>
          <bdi>{name}</bdi> <span className="soft">{column.size}</span>
        </h3>
        {room ? <RoomMenu room={room} column={column} /> : null}
      </div>
      {room ? (
        <p className="group-notes small">
          {room.language === undefined ? null : <span className="group-language">{words.language(room.language)}</span>}
          {column.facilitators.length > 0 ? <span>{t("plan.groups.facilitatedBy", { names: column.facilitators.map((person) => person.name).join(", ") })}</span> : null}
          {column.size > 0 && column.size < ROOM_PEOPLE_MIN ? <span className="group-warn">{t("plan.groups.few")}</span> : null}
          {same && same.count > 1 && column.size > same.count - 1 ? <span className="soft">{t("plan.groups.together", { count: same.count, organization: same.organization })}</span> : null}
        </p>
      ) : null}
      <div className="group-scroll">
        <GroupList name={name} room={room} people={people} selected={chosen} onSelect={select} onDrop={drop} />
        {more}
      </div>
    </section>
  );
}

function RoomMenu({ room, column }: { room: RoomView; column: Column }) {
  const { t } = useTranslation();
  const send = useSend();
  const view = useView();
  const roomName = useRoomName();
  const [naming, setNaming] = useState(false);
  const [merging, setMerging] = useState(false);
  const name = roomName(room.id);
  const candidates = column.people.filter((person) => person.role === "participant");
  const setFacilitator = async (person: PersonView) => {
    const taken = person.facilitates === room.id;
    const before = person.facilitates;
    const outcome = await send({ type: "set_room_facilitator", person: person.id, room: taken ? null : room.id });
    if (!outcome.ok) return;
    const words = taken ? t("facilitator.roleTaken", { name: person.name }) : t("facilitator.roleGiven", { name: person.name, room: name });
    offerUndo(words, t("facilitator.undo"), () => void send({ type: "set_room_facilitator", person: person.id, room: before }));
  };
  return (
    <>
      <Menu label={t("facilitator.moreFor", { room: name })} trigger={<Icon name="more" />}>
        <MenuItem onAction={() => setNaming(true)}>{t("plan.groups.name")}</MenuItem>
        <MenuItem isDisabled={breakoutRooms(view).length < 2} onAction={() => setMerging(true)}>
          {t("groups.merge.open")}
        </MenuItem>
        <MenuItem
          isDisabled={view.meeting.breakouts.state !== "closed"}
          onAction={() => void send({ type: "remove_room", room: room.id })}
        >
          {t("plan.groups.removeRoom")}
        </MenuItem>
        {candidates.length > 0 ? (
          <MenuSection heading={t("plan.groups.facilitator")}>
            {candidates.map((person) => (
              <MenuItem key={person.id} textValue={person.name} onAction={() => void setFacilitator(person)}>
                <bdi>{person.name}</bdi> {person.facilitates === room.id ? <span className="soft">✓ {t("people.roomFacilitator")}</span> : null}
              </MenuItem>
            ))}
          </MenuSection>
        ) : null}
      </Menu>
      {merging ? <MergeRoom room={room} onClose={() => setMerging(false)} /> : null}
      {naming ? <NameRoom room={room} onClose={() => setNaming(false)} /> : null}
    </>
  );
}
