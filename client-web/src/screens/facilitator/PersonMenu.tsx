import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../../components/Dialog.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Menu, MenuItem, MenuSection } from "../../components/Menu.tsx";
import type { PersonView, RoomId } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { presenterOf } from "../../meeting/people.ts";
import { useRoomName } from "../../meeting/words.ts";
import { usePersonActs } from "../people/usePersonActs.tsx";
import { breakoutRooms } from "./rooms.ts";
import { offerUndo } from "./undo.ts";
import { usePlace } from "./usePlace.ts";

export interface PersonMenuProps {
  person: PersonView;
  /** The room that the list is about; none: no room. */
  room: RoomId | undefined;
  startOpen?: boolean;
}

/** Everything a facilitator may do with one person. */
export function PersonMenu({ person, room, startOpen = false }: PersonMenuProps) {
  const { t } = useTranslation();
  const view = useView();
  const send = useSend();
  const place = usePlace();
  const roomName = useRoomName();
  const [removing, setRemoving] = useState(false);
  const acts = usePersonActs(person);
  const detail = room === undefined ? undefined : view.details[room];
  const runs = detail?.round != null && detail.round.ended_at === null;
  const presents = presenterOf(detail) === person.id;
  const others = breakoutRooms(view).filter((other) => other.id !== room);
  const open = view.meeting.breakouts.state === "open" || view.meeting.breakouts.state === "closing";

  const facilitate = async (facilitates: RoomId | null) => {
    const before = person.facilitates;
    const outcome = await send({ type: "set_room_facilitator", person: person.id, room: facilitates });
    if (!outcome.ok) return;
    const words = facilitates === null ? t("facilitator.roleTaken", { name: person.name }) : t("facilitator.roleGiven", { name: person.name, room: roomName(facilitates) });
    offerUndo(words, t("facilitator.undo"), () => void send({ type: "set_room_facilitator", person: person.id, room: before }));
  };

  return (
    <>
      <Menu label={t("people.menu", { name: person.name })} trigger={<Icon name="more" />} startOpen={startOpen}>
        {room !== undefined && runs && person.here && (person.role === "participant" || person.role === "facilitator") ? (
          <MenuItem onAction={() => void send({ type: "set_presenter", room, person: presents ? null : person.id })}>{presents ? t("people.noPresenter") : t("people.makePresenter")}</MenuItem>
        ) : null}
        {room !== undefined && person.role === "participant" ? (
          <MenuItem onAction={() => void facilitate(person.facilitates === room ? null : room)}>{person.facilitates === room ? t("people.noFacilitator") : t("people.makeFacilitator")}</MenuItem>
        ) : null}
        {room !== undefined && person.role === "participant" && person.facilitates !== room && room !== view.meeting.main_room ? (
          <MenuItem onAction={() => void send({ type: "pin", people: [person.id], pinned: !person.pinned })}>{person.pinned ? t("groups.unpin") : t("groups.pin")}</MenuItem>
        ) : null}
        {others.length > 0 && person.role !== "facilitator" ? (
          <MenuSection heading={open ? t("people.moveTo") : t("facilitator.assignToHeading")}>
            {others.map((other) => (
              <MenuItem key={other.id} onAction={() => void place([person], other.id)}>
                {roomName(other.id)}
              </MenuItem>
            ))}
            {open || person.assigned === null ? null : <MenuItem onAction={() => void place([person], null)}>{t("facilitator.noRoom")}</MenuItem>}
            {open && person.room !== view.meeting.main_room ? <MenuItem onAction={() => void place([person], null)}>{t("room.main")}</MenuItem> : null}
          </MenuSection>
        ) : null}
        {acts.items}
        {person.id === view.me.person ? null : (
          <MenuItem danger onAction={() => setRemoving(true)}>
            {person.expected === true ? t("expected.takeOff") : t("people.remove")}
          </MenuItem>
        )}
      </Menu>
      <Confirm
        title={t(person.expected === true ? "expected.takeOffTitle" : "people.removeTitle", { name: person.name })}
        consequence={t(person.expected === true ? "expected.takeOffConsequence" : "people.removeConsequence", { name: person.name })}
        confirm={t(person.expected === true ? "expected.takeOff" : "people.removeConfirm")}
        cancel={t("common.cancel")}
        isOpen={removing}
        onConfirm={() => void send({ type: "remove_person", person: person.id })}
        onClose={() => setRemoving(false)}
      />
      {acts.dialogs}
    </>
  );
}
