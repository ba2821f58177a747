import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Menu, MenuItem } from "../../components/Menu.tsx";
import { Switch } from "../../components/Switch.tsx";
import { TextField } from "../../components/TextField.tsx";
import type { Assignment, PersonId } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { useRoomName } from "../../meeting/words.ts";
import { Arrow } from "../facilitator/BreakoutBar.tsx";
import { matches } from "../facilitator/find.ts";
import { breakoutRooms } from "../facilitator/rooms.ts";
import { offerUndo } from "../facilitator/undo.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { usePlace } from "../facilitator/usePlace.ts";
import { GroupColumn } from "./GroupColumn.tsx";
import { columns, isOpen, withSelection } from "./groups.ts";

/** Rooms as columns, people in them: made at random or by hand, all with menus and the keyboard. */
export function Groups({ onVoiceLinks }: { onVoiceLinks: () => void }) {
  const { t } = useTranslation();
  const view = useView();
  const place = usePlace();
  const roomName = useRoomName();
  const [selected, setSelected] = useState<ReadonlySet<PersonId>>(new Set());
  const [query, setQuery] = useState("");
  const open = isOpen(view);
  const all = columns(view);
  const rooms = breakoutRooms(view);
  const chosen = Object.values(view.people).filter((person) => selected.has(person.id));
  const unassigned = all[0]?.size ?? 0;
  const nobody = !Object.values(view.people).some((person) => person.role === "participant");

  const move = async (room: string | null) => {
    if (await place(chosen, room)) setSelected(new Set());
  };

  return (
    <section className="plan-part" aria-labelledby="plan-groups">
      <div className="plan-part-head">
        <h2 id="plan-groups">{t("plan.groups.heading")}</h2>
        <p className="plan-count" data-open={unassigned > 0 || nobody || undefined}>
          {nobody ? t("plan.groups.nobodyYet") : unassigned === 0 ? t("plan.groups.allAssigned") : t("plan.groups.unassigned", { count: unassigned })}
        </p>
      </div>
      <MakeRooms onVoiceLinks={onVoiceLinks} />
      <div className="group-tools">
        <TextField label={t("facilitator.find")} className="field-small" value={query} onChange={setQuery} />
        <div className="group-selection" role="group" aria-label={t("plan.groups.selection")}>
          <span className="small">{t("plan.groups.selected", { count: chosen.length })}</span>
          <Menu kind={chosen.length > 0 ? "main" : "plain"} isDisabled={chosen.length === 0 || rooms.length === 0} trigger={<Arrow>{t("plan.groups.moveTo")}</Arrow>}>
            {all.flatMap((column) =>
              column.room
                ? [
                    <MenuItem key={column.room.id} onAction={() => void move(column.room?.id ?? null)}>
                      {t("facilitator.placeIn", { room: roomName(column.room.id), count: column.size })}
                    </MenuItem>,
                  ]
                : [],
            )}
            <MenuItem onAction={() => void move(null)}>{open ? t("room.main") : t("facilitator.noRoom")}</MenuItem>
          </Menu>
          <Button kind="quiet" isDisabled={chosen.length === 0} onPress={() => setSelected(new Set())}>
            {t("plan.groups.clear")}
          </Button>
        </div>
      </div>
      <p className="soft small">{t("plan.groups.keyboard")}</p>
      <div className="group-columns">
        {all.map((column) => (
          <GroupColumn
            key={column.room?.id ?? "none"}
            column={column}
            shown={column.people.filter((person) => selected.has(person.id) || matches(query, [person.name, person.organization, person.position]))}
            selected={selected}
            onSelect={(keys) => setSelected(withSelection(selected, column.people, keys))}
          />
        ))}
      </div>
    </section>
  );
}

/** Rooms in number, groups at random, what happens to late arrivals. */
function MakeRooms({ onVoiceLinks }: { onVoiceLinks: () => void }) {
  const { t } = useTranslation();
  const view = useView();
  const send = useSend();
  const { attempt, problem } = useAttempt();
  const [size, setSize] = useState("6");
  const closed = view.meeting.breakouts.state === "closed";
  const rooms = breakoutRooms(view);
  const [typed, setCount] = useState<string>();
  // The first rooms come in number, later ones one by one: what was asked for once is not asked for again by itself.
  const count = typed ?? (rooms.length === 0 ? "4" : "1");
  const roomsWanted = numberIn(count, 1, 100);
  const sizeWanted = numberIn(size, 2, 100);

  const makeRooms = async () => {
    if (roomsWanted !== undefined && (await attempt({ type: "create_rooms", count: roomsWanted }))) setCount(undefined);
  };

  const randomly = async () => {
    if (sizeWanted === undefined) return;
    const before: Assignment[] = Object.values(view.people).map((person) => ({ person: person.id, room: person.assigned }));
    if (await attempt({ type: "assign_randomly", size: sizeWanted })) {
      offerUndo(t("plan.groups.drawn"), t("facilitator.undo"), () => void send({ type: "assign", people: before }));
    }
  };

  return (
    <>
      <div className="make-rooms">
        <form
          className="make-form"
          onSubmit={(event) => {
            event.preventDefault();
            void makeRooms();
          }}
        >
          <TextField label={rooms.length === 0 ? t("plan.groups.howMany") : t("plan.groups.howManyMore", { count: rooms.length })} className="field-number" value={count} onChange={setCount} inputMode="numeric" />
          <Button type="submit" kind={rooms.length === 0 ? "main" : "plain"} large isDisabled={roomsWanted === undefined}>
            {t("plan.groups.make")}
          </Button>
        </form>
        <form
          className="make-form"
          onSubmit={(event) => {
            event.preventDefault();
            void randomly();
          }}
        >
          <TextField label={t("plan.groups.size")} className="field-number" value={size} onChange={setSize} inputMode="numeric" isDisabled={!closed} />
          <Button type="submit" large isDisabled={!closed || sizeWanted === undefined}>
            {t("plan.groups.draw")}
          </Button>
        </form>
        <Switch isSelected={view.meeting.place_late} onChange={(late) => void attempt({ type: "set_late_arrivals", place: late })}>
          {t("plan.groups.late")}
        </Switch>
        {rooms.length > 0 ? <ToVoiceLinks onPress={onVoiceLinks} /> : null}
      </div>
      <Refused words={problem} />
      {closed ? null : <p className="soft small">{t("plan.groups.openNow")}</p>}
    </>
  );
}

/** Voice links are given further down: a way there that says how many rooms have one. */
function ToVoiceLinks({ onPress }: { onPress: () => void }) {
  const { t } = useTranslation();
  const view = useView();
  const rooms = breakoutRooms(view);
  const linked = rooms.filter((room) => view.details[room.id]?.voice != null).length;
  return (
    <Button large onPress={onPress}>
      <Icon name="phone" size={18} />
      {t("plan.groups.toVoice", { linked, count: rooms.length })}
    </Button>
  );
}

function numberIn(text: string, least: number, most: number): number | undefined {
  const number = /^\d{1,3}$/u.test(text.trim()) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
}
