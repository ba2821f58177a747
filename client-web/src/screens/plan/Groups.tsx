import { useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Menu, MenuItem } from "../../components/Menu.tsx";
import { TextField } from "../../components/TextField.tsx";
import { useGrowing } from "../../components/useGrowing.tsx";
import type { PersonId } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { useRoomName } from "../../meeting/words.ts";
import { Arrow } from "../facilitator/BreakoutBar.tsx";
import { matches } from "../facilitator/find.ts";
import { breakoutRooms } from "../facilitator/rooms.ts";
import { Refused } from "../facilitator/useAttempt.tsx";
import { usePlace } from "../facilitator/usePlace.ts";
import { GroupColumn } from "./GroupColumn.tsx";
import { columns, isOpen, isUneven, withSelection } from "./groups.ts";
import { GroupsReport } from "./GroupsReport.tsx";
import { MakeGroups } from "./MakeGroups.tsx";
import { MakeRooms } from "./MakeRooms.tsx";
import { ChoosePart } from "./ChoosePart.tsx";
import { MergedRooms } from "./MergedRooms.tsx";
import { Moves } from "./Moves.tsx";
import { useRegroup } from "./useRegroup.ts";

/** As many as are seen at once: a hundred rooms have two thousand people to draw. */
const COLUMNS_DRAWN = 8;
/** The rooms of a meeting of 150. */
const COLUMNS_WHOLE = 40;

/** Rooms as columns, people in them: made by a rule or by hand, by dragging, with menus and the keyboard. */
export function Groups({ onVoiceLinks }: { onVoiceLinks: () => void }) {
  const { t } = useTranslation();
  const view = useView();
  const place = usePlace();
  const { regroup, problem } = useRegroup();
  const roomName = useRoomName();
  const [selected, setSelected] = useState<ReadonlySet<PersonId>>(new Set());
  const [query, setQuery] = useState("");
  // Typing stays quick while the columns follow.
  const wanted = useDeferredValue(query);
  const open = isOpen(view);
  const all = useMemo(() => columns(view), [view]);
  const { drawn, more } = useGrowing(all.length, { piece: COLUMNS_DRAWN, whole: COLUMNS_WHOLE });
  const rooms = breakoutRooms(view);
  const chosen = Object.values(view.people).filter((person) => selected.has(person.id));
  // Nobody to find, choose or move yet: the tools would only be read in vain.
  const empty = all.every((column) => column.people.length === 0);
  const unassigned = all[0]?.size ?? 0;
  const nobody = !Object.values(view.people).some((person) => person.role === "participant");

  const move = async (room: string | null) => {
    if (await place(chosen, room)) setSelected(new Set());
  };

  const [one, other] = chosen;
  const swap = async () => {
    if (!one || !other) return;
    if (await regroup({ type: "swap", a: one.id, b: other.id }, t("groups.swapped", { a: one.name, b: other.name }))) setSelected(new Set());
  };
  const drop = (ids: readonly PersonId[], room: string | null) => {
    const people = ids.flatMap((id) => view.people[id] ?? []);
    void place(people, room).then((done) => {
      if (done) setSelected(new Set());
    });
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
      <MakeGroups />
      <ChoosingIfOpen />
      <GroupsReport />
      {empty ? null : (
        <>
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
              <Button isDisabled={chosen.length !== 2} onPress={() => void swap()}>
                {t("groups.swap")}
              </Button>
              <Button kind="quiet" isDisabled={chosen.length === 0} onPress={() => setSelected(new Set())}>
                {t("plan.groups.clear")}
              </Button>
              <Button isDisabled={!isUneven(all)} onPress={() => void regroup({ type: "even_out" }, t("groups.evened"))}>
                {t("groups.evenOut")}
              </Button>
            </div>
          </div>
          <p className="soft small">{t("groups.keyboard")}</p>
        </>
      )}
      <Refused words={problem} />
      <div className="group-columns">
        {all.slice(0, drawn).map((column) => (
          <GroupColumn
            key={column.room?.id ?? "none"}
            column={column}
            shown={column.people.filter((person) => selected.has(person.id) || matches(wanted, [person.name, person.organization, person.position]))}
            selected={selected}
            onDrop={drop}
            onSelect={(keys) => setSelected(withSelection(selected, column.people, keys))}
          />
        ))}
        {more}
      </div>
      <MergedRooms />
      <Moves />
    </section>
  );
}

/** The way to open it stands beside the rooms; once it is open, what was chosen stands here. */
function ChoosingIfOpen() {
  const view = useView();
  return view.choice === null ? null : <ChoosePart />;
}
