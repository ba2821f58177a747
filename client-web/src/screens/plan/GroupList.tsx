import { memo, useState } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Checkbox } from "react-aria-components/Checkbox";
import { GridList, GridListItem } from "react-aria-components/GridList";
import { isTextDropItem, useDragAndDrop } from "react-aria-components/useDragAndDrop";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon.tsx";
import { LateMenu } from "../../components/LateMenu.tsx";
import type { PersonId, PersonView, RoomView } from "../../generated/protocol.ts";
import { PersonMenu } from "../facilitator/PersonMenu.tsx";

/** What is dragged: only people of this page are taken. */
const PERSON = "application/x-convene-person";

export interface GroupListProps {
  /** The room's, for who hears the list. */
  name: string;
  room: RoomView | undefined;
  people: readonly PersonView[];
  selected: readonly PersonView[];
  onSelect: (selected: "all" | ReadonlySet<PersonId>) => void;
  /** People were dragged here. */
  onDrop: (people: readonly PersonId[]) => void;
}

/** The people of a column: to select, to drag, each with a menu. */
export const GroupList = memo(function PeopleOfColumn({ name, room, people, selected, onSelect, onDrop }: GroupListProps) {
  const { t } = useTranslation();
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ [PERSON]: String(key), "text/plain": [...people, ...selected].find((person) => person.id === key)?.name ?? "" })),
    acceptedDragTypes: [PERSON],
    getDropOperation: () => "move",
    onRootDrop: (event) => {
      void Promise.all(event.items.filter(isTextDropItem).map((item) => item.getText(PERSON))).then(onDrop);
    },
  });
  return (
    <GridList
      className="group-list"
      aria-label={t("plan.groups.peopleIn", { room: name })}
      selectionMode="multiple"
      selectionBehavior="toggle"
      selectedKeys={selected.map((person) => person.id)}
      onSelectionChange={(keys) => onSelect(keys === "all" ? keys : new Set([...keys].map(String)))}
      items={people}
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
          <LateMenu label={t("people.menu", { name: person.name })} trigger={<Icon name="more" />}>
            {(startOpen) => <PersonMenu person={person} room={room?.id} startOpen={startOpen} />}
          </LateMenu>
        </GridListItem>
      )}
    </GridList>
  );
});

/** The list before, where it has the same people. */
export function useUnlessSame(list: readonly PersonView[]): readonly PersonView[] {
  const [kept, setKept] = useState(list);
  if (kept.length === list.length && kept.every((person, index) => person === list[index])) return kept;
  setKept(list);
  return list;
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
