import { useTranslation } from "react-i18next";
import type { RecordCard, RecordFloor } from "../../generated/protocol.ts";
import { clockText } from "../facilitator/schedule.ts";
import { CardText } from "../gallery/CardText.tsx";
import { ChatRecord } from "./ChatRecord.tsx";

/** A room's card for the gallery, and what visitors left on it. */
export function CardRecord({ card, zone }: { card: RecordCard; zone: string }) {
  const { t } = useTranslation();
  return (
    <div className="record-dilemma">
      <h3>{t("gallery.card")}</h3>
      <CardText card={{ ...card, room: "" }} />
      {card.released ? <p className="soft small">{t("gallery.visitorCount", { count: card.visitors })}</p> : null}
      <ChatRecord messages={card.responses} heading={t("gallery.responses")} zone={zone} />
    </div>
  );
}

/** Who had the floor by themselves, and for how long. */
export function FloorsRecord({ floors }: { floors: readonly RecordFloor[] }) {
  const { t } = useTranslation();
  if (floors.length === 0) return null;
  return (
    <>
      <p className="record-label">{t("gallery.floors")}</p>
      <ul className="record-floors small">
        {floors.map((floor) => (
          <li key={`${floor.from} ${String(floor.asked)}`}>
            <bdi>{floor.person?.name || t("record.erased")}</bdi> <span className="soft">{[clockText(floor.seconds * 1000), floor.asked ? t("gallery.oneQuestion") : floor.passed ? t("gallery.passed") : undefined].filter((part) => part !== undefined).join(" · ")}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
