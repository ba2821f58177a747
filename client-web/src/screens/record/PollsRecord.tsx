import "../../polls/polls.css";
import { useTranslation } from "react-i18next";
import type { RecordPoll } from "../../generated/protocol.ts";
import { PollPlot } from "../../polls/PollPlot.tsx";

/** What everyone was asked, and what may be shown of the answers. */
export function PollsRecord({ polls }: { polls: readonly RecordPoll[] }) {
  const { t } = useTranslation();
  if (polls.length === 0) return null;
  return (
    <section className="record-room" aria-labelledby="record-polls">
      <h2 id="record-polls">{t("polls.heading")}</h2>
      {polls.map((poll) => (
        <div key={poll.opened_at} className="record-section">
          <h3 dir="auto">{poll.text}</h3>
          <p className="soft small">
            {t("polls.count", { count: poll.results.answered })} · {t(poll.anonymous ? "polls.anonymous" : "polls.named")}
          </p>
          {/* The record has the numbers of a scale as words. */}
          <PollPlot poll={{ kind: poll.kind, choices: poll.choices, scale: null }} results={poll.results} />
          {poll.people.length > 0 ? (
            <details className="record-poll-people">
              <summary>{t("polls.who")}</summary>
              <ul className="record-list">
                {poll.people.map(({ person, answer }) => (
                  <li key={person.id} className="record-note">
                    <span className="record-note-text" dir="auto">
                      {answer}
                    </span>
                    <span className="record-authors">{person.name || t("record.erased")}</span>
                  </li>
                ))}
              </ul>
            </details>
          ) : null}
        </div>
      ))}
    </section>
  );
}
