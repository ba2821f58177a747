import { useState } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Checkbox } from "react-aria-components/Checkbox";
import { GridList, GridListItem } from "react-aria-components/GridList";
import { isTextDropItem, useDragAndDrop } from "react-aria-components/useDragAndDrop";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon.tsx";
import { Menu, MenuItem, MenuSection } from "../../components/Menu.tsx";
import type { PersonId, PersonView, RoomView } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { useRoomName } from "../../meeting/words.ts";
import { PersonMenu } from "../facilitator/PersonMenu.tsx";
import { breakoutRooms, ROOM_PEOPLE_MIN } from "../facilitator/rooms.ts";
import { offerUndo } from "../facilitator/undo.ts";
import { type Column, together } from "./groups.ts";
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

/** What is dragged: only people of this page are taken. */
const PERSON = "application/x-convene-person";

/** One room (or nobody's room) with its people; arrows go through them, space selects. */
export function GroupColumn({ column, shown, selected, onSelect, onDrop }: GroupColumnProps) {
  const { t } = useTranslation();
  const roomName = useRoomName();
  const words = useRuleWords();
  const { room } = column;
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ [PERSON]: String(key), "text/plain": shown.find((person) => person.id === key)?.name ?? "" })),
    acceptedDragTypes: [PERSON],
    getDropOperation: () => "move",
    onRootDrop: (event) => {
      const people = event.items.filter(isTextDropItem).map((item) => item.getText(PERSON));
      void Promise.all(people).then((ids) => onDrop(ids.filter((id) => !column.people.some((person) => person.id === id)), room?.id ?? null));
    },
  });
  const name = room ? roomName(room.id) : t("plan.groups.withoutRoom");
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
      <GridList
        className="group-list"
        aria-label={t("plan.groups.peopleIn", { room: name })}
        selectionMode="multiple"
        selectionBehavior="toggle"
        selectedKeys={[...selected].filter((id) => shown.some((person) => person.id === id))}
        onSelectionChange={(keys) => onSelect(new Set(keys === "all" ? shown.map((person) => person.id) : [...keys].map(String)))}
        items={shown}
        dependencies={[room]}
        dragAndDropHooks={dragAndDropHooks}
        renderEmptyState={() => <p className="soft small group-empty">{t("plan.groups.empty")}</p>}
      >
        {(person) => (
          <GridListItem id={person.id} textValue={person.name} className="group-person">
            <AriaButton slot="drag" className="group-grip">
              <Icon name="grip" size={16} />
            </AriaButton>
            <Checkbox slot="selection" className="check">
              <span className="check-box" aria-hidden="true" />
            </Checkbox>
            <span className="group-person-words">
              <bdi className="group-person-name">{person.name}</bdi>
              <PersonNotes person={person} room={room} />
            </span>
            <PersonMenu person={person} room={room?.id} />
          </GridListItem>
        )}
      </GridList>
    </section>
  );
}

function PersonNotes({ person, room }: { person: PersonView; room: RoomView | undefined }) {
  const { t } = useTranslation();
  const notes = [
    // First: a long organization leaves no room for it in a narrow column.
    person.here ? null : person.expected === true ? t("people.expected") : t("facilitator.isAway"),
    person.organization,
    room && person.facilitates === room.id ? t("people.roomFacilitator") : null,
    person.role === "observer" ? t("people.observer") : null,
    person.role === "access_support" ? t("people.support") : null,
    person.pinned ? t("groups.pinned") : null,
  ].filter((note) => note !== null);
  return notes.length === 0 ? null : <span className="soft group-person-notes">{notes.join(" · ")}</span>;
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
