import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { VisuallyHidden } from "../../components/VisuallyHidden.tsx";
import type { Moved, PersonView } from "../../generated/protocol.ts";
import { useServerNow, useView } from "../../meeting/context.tsx";
import { useNameOf, useRoomName } from "../../meeting/words.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";

/** As many as are looked at: the last ones. */
const SHOWN = 12;
/** A page that has not arrived after this long may have missed the move. */
const LATE_MS = 5_000;

/** The last move of each person, with its receipt: by whom, when, and whether their page has arrived. */
export function Moves() {
  const { t } = useTranslation();
  const view = useView();
  const moves = Object.entries(view.receipts)
    .flatMap(([id, receipt]) => {
      const person = view.people[id];
      return person ? [{ person, receipt }] : [];
    })
    .sort((a, b) => b.receipt.at - a.receipt.at)
    .slice(0, SHOWN);
  if (moves.length === 0) return null;
  return (
    <details className="moves">
      <summary>{t("groups.moves.title")}</summary>
      <ul>
        {moves.map(({ person, receipt }) => (
          <Move key={person.id} person={person} receipt={receipt} />
        ))}
      </ul>
    </details>
  );
}

function Move({ person, receipt }: { person: PersonView; receipt: Moved }) {
  const { t, i18n } = useTranslation();
  const roomName = useRoomName();
  const nameOf = useNameOf();
  const { attempt, problem } = useAttempt();
  const waiting = receipt.arrived_at === null && person.here;
  const now = useServerNow(waiting ? 1_000 : undefined);
  const late = waiting && now - receipt.at > LATE_MS;
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short" }).format(receipt.at);
  const by = receipt.by === null ? t("groups.moves.byMeeting") : (nameOf(receipt.by) ?? t("chat.gone"));
  const arrived = receipt.arrived_at !== null ? t("groups.moves.arrived") : !person.here ? t("facilitator.isAway") : late ? t("groups.moves.notArrived") : t("groups.moves.onTheWay");
  return (
    <li className="row small">
      <span>
        <bdi>{person.name}</bdi>: {t("groups.moves.to", { from: roomName(receipt.from), to: roomName(receipt.to) })} <span className="soft">{t("groups.moves.by", { by, time })}</span>
      </span>
      <span className="row">
        <span className={late ? "group-warn" : "soft"}>{arrived}</span>
        {late ? (
          <Button onPress={() => void attempt({ type: "send_again", person: person.id })}>
            {t("groups.moves.again")}
            <VisuallyHidden> {person.name}</VisuallyHidden>
          </Button>
        ) : null}
      </span>
      <Refused words={problem} />
    </li>
  );
}
