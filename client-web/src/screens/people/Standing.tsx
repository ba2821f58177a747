import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { VisuallyHidden } from "../../components/VisuallyHidden.tsx";
import { useSend, useView } from "../../meeting/context.tsx";
import { useRoomName } from "../../meeting/words.ts";
import { Since } from "../facilitator/Countdown.tsx";
import { breakoutRooms } from "../facilitator/rooms.ts";
import { usePlace } from "../facilitator/usePlace.ts";
import type { RosterRow } from "./roster.ts";

const clocks = new Map<string, Intl.DateTimeFormat>();

/** One for all rows: to make one takes longer than to draw a row. */
function clockIn(language: string): Intl.DateTimeFormat {
  const clock = clocks.get(language) ?? new Intl.DateTimeFormat(language, { timeStyle: "short" });
  clocks.set(language, clock);
  return clock;
}

/** How somebody stands, since when, and the nearest repair. */
export function Standing({ row }: { row: RosterRow }) {
  const { t, i18n } = useTranslation();
  const send = useSend();
  const { person, standing, since, inRoomSince } = row;
  switch (standing) {
    case "lobby":
      return (
        <span className="people-state" data-tone="amber">
          {t("roster.states.lobby")} {since === undefined ? null : <Since from={since} />}
          <Button onPress={() => void send({ type: "admit", people: [person.id] })}>
            {t("lobby.admit")}
            <VisuallyHidden> {person.name}</VisuallyHidden>
          </Button>
        </span>
      );
    case "between":
      return <BetweenRooms row={row} />;
    case "dropped":
      return (
        <span className="people-state" data-tone="amber">
          {t("roster.states.dropped")} {since === undefined ? null : <Since from={since} />}
        </span>
      );
    case "expected":
      return <span className="people-state soft">{t("roster.states.expected")}</span>;
    case "here":
      return (
        <span className="people-state">
          {inRoomSince === undefined ? t("roster.states.here") : t("roster.hereSince", { time: clockIn(i18n.language).format(inRoomSince) })}
        </span>
      );
  }
}

function BetweenRooms({ row: { person, since } }: { row: RosterRow }) {
  const { t } = useTranslation();
  const view = useView();
  const place = usePlace();
  const roomName = useRoomName();
  // Where they belong, else where the fewest are.
  const size = (room: string) => Object.values(view.people).filter((other) => other.room === room && other.here && other.role === "participant").length;
  const rooms = breakoutRooms(view).map(({ id }) => id);
  const smallest = rooms.toSorted((a, b) => size(a) - size(b))[0];
  const room = person.assigned ?? (person.room === view.meeting.main_room ? smallest : person.room);
  return (
    <span className="people-state" data-tone="amber">
      {t("roster.states.between")} {since === undefined ? null : <Since from={since} />}
      {room === undefined ? null : (
        <Button onPress={() => void place([person], room)}>
          {t("roster.placeIn", { room: roomName(room) })}
          <VisuallyHidden> {person.name}</VisuallyHidden>
        </Button>
      )}
    </span>
  );
}
