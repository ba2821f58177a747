import "./gallery.css";
import { useTranslation } from "react-i18next";
import type { CardView } from "../../generated/protocol.ts";

/** What stands on a card. */
export function CardText({ card }: { card: CardView }) {
  const { t } = useTranslation();
  return (
    <div className="gallery-card">
      {card.question === null ? null : (
        <blockquote className="gallery-question" dir="auto">
          {card.question}
        </blockquote>
      )}
      {card.takeaways.length > 0 ? (
        <>
          <p className="gallery-label">{t("gallery.takeaways")}</p>
          <ul className="gallery-takeaways">
            {card.takeaways.map((text, at) => (
              // Two can be the same, and they have no ids.
              // oxlint-disable-next-line react/no-array-index-key
              <li key={at} dir="auto">
                {text}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {card.ask === null ? null : (
        <>
          <p className="gallery-label">{t("gallery.ask")}</p>
          <p dir="auto">{card.ask}</p>
        </>
      )}
    </div>
  );
}
