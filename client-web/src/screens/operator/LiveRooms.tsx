import { useTranslation } from "react-i18next";
import type { LiveMeeting } from "../../generated/protocol.ts";
import { caughtUp } from "../facilitator/schedule.ts";
import { clockOf } from "./live.ts";

/** The rooms of one meeting: people, round, step and clock. */
export function LiveRooms({ meeting, now }: { meeting: LiveMeeting; now: number }) {
  const { t } = useTranslation();
  return (
    <table className="operator-rooms">
      <caption className="hidden-visually">{t("operator.rooms")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("operator.room")}</th>
          <th scope="col" className="operator-number">
            {t("operator.people")}
          </th>
          <th scope="col">{t("operator.protocol")}</th>
          <th scope="col">{t("operator.step")}</th>
          <th scope="col">{t("operator.clock")}</th>
          <th scope="col">{t("operator.presenter")}</th>
          <th scope="col" className="operator-number">
            {t("operator.hands")}
          </th>
          <th scope="col">{t("operator.calls")}</th>
        </tr>
      </thead>
      <tbody>
        {meeting.rooms.map((room) => {
          const round = meeting.rounds.find((each) => each.room === room.id);
          const timeline = round ? caughtUp(round.timeline, now) : undefined;
          const clock = round ? clockOf(round.timeline, now) : undefined;
          return (
            <tr key={room.id}>
              <th scope="row">{room.number === 0 ? t("operator.main") : room.number}</th>
              <td className="operator-number">{room.people_here}</td>
              <td>{round?.protocol ?? <span className="soft">{t("operator.noRound")}</span>}</td>
              <td>{timeline ? (timeline.step === null ? t("operator.gathering") : t("operator.stepOf", { number: timeline.step + 1, count: timeline.seconds.length })) : ""}</td>
              <td>
                {clock ? (
                  <>
                    <span className="clock">{clock.left}</span> <span className="soft">{t(`operator.${clock.word}`)}</span>
                  </>
                ) : null}
              </td>
              <td data-call={(round && !round.has_presenter) || undefined}>{round ? t(round.has_presenter ? "operator.presenterHere" : "operator.presenterMissing") : ""}</td>
              <td className="operator-number">{room.hands}</td>
              <td data-call={room.calls || undefined}>{room.calls ? t("operator.call") : ""}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
