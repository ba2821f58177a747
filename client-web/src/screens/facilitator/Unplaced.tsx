import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Menu, MenuItem } from "../../components/Menu.tsx";
import { useGrowing } from "../../components/useGrowing.tsx";
import { VisuallyHidden } from "../../components/VisuallyHidden.tsx";
import type { PersonView } from "../../generated/protocol.ts";
import { useSend, useServerNow, useView } from "../../meeting/context.tsx";
import { useRoomName } from "../../meeting/words.ts";
import { Arrow } from "./BreakoutBar.tsx";
import { Since } from "./Countdown.tsx";
import { betweenRooms, type RoomState, smallestRoom } from "./rooms.ts";
import { usePlace } from "./usePlace.ts";

/** A page that has not arrived after this long may have missed the move. */
const LATE_MS = 5_000;
/** Everybody is between rooms for a moment when rooms open, and each of them has menus. */
const UNPLACED_DRAWN = 20;

/** People who are connected and not where they should be, each with the nearest repair. */
export function Unplaced({ states }: { states: readonly RoomState[] }) {
  const { t } = useTranslation();
  const view = useView();
  const people = betweenRooms(view);
  const { drawn, more } = useGrowing(people.length, { piece: UNPLACED_DRAWN });
  if (people.length === 0 || states.length === 0) return null;
  return (
    <section className="unplaced" aria-labelledby="unplaced-heading">
      <h2 id="unplaced-heading">{t("facilitator.unplaced", { count: people.length })}</h2>
      <ul className="unplaced-list">
        {people.slice(0, drawn).map((person) => (
          <UnplacedPerson key={person.id} person={person} states={states} />
        ))}
      </ul>
      {more}
    </section>
  );
}

function UnplacedPerson({ person, states }: { person: PersonView; states: readonly RoomState[] }) {
  const { t } = useTranslation();
  const view = useView();
  const roomName = useRoomName();
  const place = usePlace();
  const send = useSend();
  const left = person.room === view.meeting.main_room;
  const receipt = view.receipts[person.id];
  const late = useServerNow(receipt?.arrived_at === null ? 1_000 : undefined) - (receipt?.at ?? 0) > LATE_MS;
  const suggested = smallestRoom(states, left ? undefined : person.room);
  return (
    <li className="unplaced-row">
      <span>
        <bdi>{person.name}</bdi>{" "}
        <span className="soft small">
          {left ? t("facilitator.inMain") : t("facilitator.onTheWayTo", { room: roomName(person.room) })} · <Since from={person.here_since} />
        </span>
      </span>
      <span className="row">
        {!left && late ? (
          <Button onPress={() => void send({ type: "send_again", person: person.id })}>
            {t("groups.moves.again")}
            <VisuallyHidden> {person.name}</VisuallyHidden>
          </Button>
        ) : null}
        {suggested ? (
          <Button onPress={() => void place([person], suggested.room.id)}>
            {t("facilitator.placeIn", { room: roomName(suggested.room.id), count: suggested.size })}
            <VisuallyHidden> {person.name}</VisuallyHidden>
          </Button>
        ) : null}
        <Menu label={t("facilitator.otherRoomFor", { name: person.name })} trigger={<Arrow>{t("facilitator.otherRoom")}</Arrow>}>
          {states.map((state) => (
            <MenuItem key={state.room.id} onAction={() => void place([person], state.room.id)}>
              {t("facilitator.placeIn", { room: roomName(state.room.id), count: state.size })}
            </MenuItem>
          ))}
        </Menu>
      </span>
    </li>
  );
}
