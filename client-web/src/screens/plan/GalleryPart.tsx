import "../gallery/gallery.css";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Choice } from "../../components/Choice.tsx";
import type { GalleryPhase, RoomView } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { useNameOf, useRoomName } from "../../meeting/words.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";

/** The gallery: when rooms write their cards, when they are shown, and how far each is. */
export function GalleryPart() {
  const { t } = useTranslation();
  const { gallery, meeting, rooms } = useView();
  const { attempt, problem } = useAttempt();
  const breakouts = Object.values(rooms)
    .filter((room) => room.number > 0)
    .sort((a, b) => a.number - b.number);
  return (
    <section className="plan-part" aria-labelledby="plan-gallery">
      <h2 id="plan-gallery">{t("gallery.heading")}</h2>
      <p className="field-hint">{t("gallery.planHint")}</p>
      {meeting.ended_at === null ? (
        <Choice<GalleryPhase>
          label={t("gallery.phase")}
          value={gallery.phase}
          options={[
            { value: "closed", text: t("gallery.phases.closed") },
            { value: "writing", text: t("gallery.phases.writing") },
            { value: "open", text: t("gallery.phases.open") },
          ]}
          onChange={(phase) => void attempt({ type: "gallery", act: "set_phase", phase })}
        />
      ) : null}
      {gallery.phase === "closed" || breakouts.length === 0 ? null : (
        <table className="gallery-desk">
          <caption className="hidden-visually">{t("gallery.desk")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("gallery.room")}</th>
              <th scope="col">{t("gallery.state")}</th>
              <th scope="col">{t("gallery.visitors")}</th>
              <td aria-hidden="true" />
            </tr>
          </thead>
          <tbody>
            {breakouts.map((room) => (
              <DeskRow key={room.id} room={room} attempt={(released) => void attempt({ type: "gallery", act: "release_card", room: room.id, released })} />
            ))}
          </tbody>
        </table>
      )}
      <Refused words={problem} />
    </section>
  );
}

function DeskRow({ room, attempt }: { room: RoomView; attempt: (released: boolean) => void }) {
  const { t } = useTranslation();
  const roomName = useRoomName();
  const nameOf = useNameOf();
  const { gallery_desk: desk, meeting } = useView();
  const found = desk.find(({ card }) => card.room === room.id);
  const released = found?.card.released === true;
  // Where who presented is there it is theirs to release.
  const waitsFor = found?.releases ?? null;
  return (
    <tr>
      <th scope="row">
        <bdi>{roomName(room.id)}</bdi>
      </th>
      <td>
        {found === undefined ? t("gallery.empty") : released ? t("gallery.isReleased") : waitsFor === null ? t("gallery.written") : t("gallery.waitsFor", { name: nameOf(waitsFor) ?? t("floor.somebody") })}
        {found !== undefined && found.responses > 0 ? <span className="soft"> · {t("gallery.responseCount", { count: found.responses })}</span> : null}
      </td>
      <td>{found === undefined ? "–" : t("gallery.seenOfSent", { seen: found.seen, sent: found.sent })}</td>
      <td>
        {found !== undefined && waitsFor === null && meeting.ended_at === null ? (
          <Button onPress={() => attempt(!released)}>
            {released ? t("gallery.takeBack") : t("gallery.release")}
            <span className="hidden-visually"> {roomName(room.id)}</span>
          </Button>
        ) : null}
      </td>
    </tr>
  );
}
