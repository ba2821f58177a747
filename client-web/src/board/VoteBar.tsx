import { useTranslation } from "react-i18next";
import { Button } from "../components/Button.tsx";
import type { Note } from "./notes.ts";
import { type BoardVote, goneDots, leftOf, type NoteDots } from "./votes.ts";

/** Above the notes while a vote is open, and after it: how many dots one has, and how many have voted. */
export function VoteBar({ vote, notes, known }: { vote: BoardVote; notes: readonly Note[]; known: boolean }) {
  const { t } = useTranslation();
  const gone = known && vote.open && vote.mayVote ? goneDots(vote, notes) : [];
  return (
    <div className="vote-bar" role="group" aria-label={t("board.vote.label")}>
      {vote.open ? (
        <>
          <span>{t(vote.perNote < vote.dots ? "board.vote.rule" : "board.vote.ruleAll", { count: vote.dots, most: vote.perNote })}</span>
          {vote.mayVote ? <strong>{t("board.vote.left", { count: leftOf(vote) })}</strong> : null}
          <span className="soft">{vote.counts === undefined ? t("board.vote.hidden") : null}</span>
        </>
      ) : (
        <strong>{t("board.vote.over")}</strong>
      )}
      <span className="soft">{t("board.vote.voters", { count: vote.voters })}</span>
      {vote.onClose ? <Button onPress={vote.onClose}>{t("board.vote.close")}</Button> : null}
      {gone.length > 0 ? (
        <Button kind="quiet" onPress={() => gone.forEach((note) => vote.onDot(note, false))}>
          {t("board.vote.gone", { count: gone.length })}
        </Button>
      ) : null}
    </div>
  );
}

/** On a note: what it got, and one's own dots with one more and one back. */
export function DotButtons({ dots, tabbable, onDot }: { dots: NoteDots; tabbable: boolean; onDot: (more: boolean) => void }) {
  const { t } = useTranslation();
  const { count, mine, open, more } = dots;
  return (
    <div className="note-dots">
      {count === undefined ? null : (
        <span className="note-dots-count">
          <span className="note-dot" aria-hidden="true" />
          {t("board.vote.count", { count })}
        </span>
      )}
      {open ? (
        <span className="note-dots-own">
          <Button kind="quiet" className="note-button" aria-label={t("board.vote.take")} isDisabled={mine === 0} excludeFromTabOrder={!tabbable} onPress={() => onDot(false)}>
            <span aria-hidden="true">−</span>
          </Button>
          <span className="note-dots-mine">{t("board.vote.mine", { count: mine })}</span>
          <Button kind="quiet" className="note-button" aria-label={t("board.vote.place")} isDisabled={!more} excludeFromTabOrder={!tabbable} onPress={() => onDot(true)}>
            <span aria-hidden="true">+</span>
          </Button>
        </span>
      ) : null}
    </div>
  );
}
