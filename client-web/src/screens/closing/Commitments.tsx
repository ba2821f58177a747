import { useState } from "react";
import { Checkbox } from "react-aria-components/Checkbox";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { fileName, saveFile } from "../../components/save_file.ts";
import { toastStore } from "../../components/toast_store.ts";
import { api } from "../../connection/http.ts";
import type { CommitmentView, MeetingRecord } from "../../generated/protocol.ts";
import { useKnownMeeting, useSend, useView } from "../../meeting/context.tsx";
import { useNameOf, useRoomName } from "../../meeting/words.ts";
import { faultText } from "../../text/fault.ts";
import { CommitmentForm } from "./CommitmentForm.tsx";
import { dayText, sorted, speaksFor } from "./commitments.ts";

/** What the reader takes on, and what others have said that they do. */
export function Commitments({ record, mayWrite }: { record: MeetingRecord | undefined; mayWrite: boolean }) {
  const { t } = useTranslation();
  const view = useView();
  const { mine, others } = sorted(view);
  // Who comes back has written already: theirs first, and no empty form.
  const [writes, setWrites] = useState(mine.length === 0);
  const rooms = speaksFor(view, record, view.me.person);
  return (
    <section className="card stack" aria-labelledby="closing-commitments">
      <div className="stack-tight">
        <h2 id="closing-commitments">{t("closing.commitments")}</h2>
        {mayWrite ? <p className="soft small">{t("closing.commitmentsHint")}</p> : null}
      </div>
      {mine.length > 0 ? (
        <ul className="closing-list" aria-label={t("closing.commitments")}>
          {mine.map((one) => (
            <Own key={one.id} one={one} mayWrite={mayWrite} />
          ))}
        </ul>
      ) : null}
      {mayWrite && writes ? <CommitmentForm rooms={rooms} /> : null}
      {mayWrite && !writes ? (
        <div>
          <Button large onPress={() => setWrites(true)}>
            {t("closing.another")}
          </Button>
        </div>
      ) : null}
      {!mayWrite && mine.length === 0 ? <p className="soft">{t("closing.none")}</p> : null}
      <Calendar mine={mine} />
      {others.length > 0 ? (
        <details className="closing-others">
          <summary>{t("closing.others", { count: others.length })}</summary>
          <ul className="closing-list">
            {others.map((one) => (
              <li key={one.id} className="closing-item">
                <Words one={one} named />
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

function Own({ one, mayWrite }: { one: CommitmentView; mayWrite: boolean }) {
  const { t } = useTranslation();
  const send = useSend();
  const [changing, setChanging] = useState(false);

  const mark = (done: boolean) => void send({ type: "change_commitment", commitment: one.id, text: null, due: null, shared: null, done });
  const takeAway = async () => {
    const outcome = await send({ type: "take_away_commitment", commitment: one.id });
    if (!outcome.ok) return;
    toastStore.show(t("closing.takenAway"), {
      text: t("closing.undo"),
      run: () => void send({ type: "make_commitment", text: one.text, due: one.due, shared: one.shared, room: one.room }),
    });
  };

  if (changing) {
    return (
      <li className="closing-item">
        <CommitmentForm rooms={[]} changed={one} onDone={() => setChanging(false)} />
      </li>
    );
  }
  return (
    <li className="closing-item" data-done={one.done || undefined}>
      {mayWrite ? (
        <Checkbox className="check closing-done" isSelected={one.done} onChange={mark}>
          <span className="check-box" aria-hidden="true" />
          <Words one={one} />
        </Checkbox>
      ) : (
        <Words one={one} />
      )}
      {mayWrite ? (
        <div className="row">
          <Button kind="quiet" onPress={() => setChanging(true)} aria-label={t("closing.changeOf", { text: one.text })}>
            {t("closing.change")}
          </Button>
          <Button kind="quiet" onPress={() => void takeAway()} aria-label={t("closing.takeAwayOf", { text: one.text })}>
            {t("closing.takeAway")}
          </Button>
        </div>
      ) : null}
    </li>
  );
}

function Words({ one, named = false }: { one: CommitmentView; named?: boolean }) {
  const { t, i18n } = useTranslation();
  const nameOf = useNameOf();
  const roomName = useRoomName();
  const aside = [
    named ? nameOf(one.person) : undefined,
    one.room === null ? undefined : t("closing.for", { room: roomName(one.room) }),
    one.due === null ? undefined : t("closing.by", { day: dayText(one.due, i18n.language) }),
    one.done ? t("closing.done") : undefined,
    named ? undefined : one.shared ? t("closing.knownToAll") : one.room === null ? t("closing.knownToFew") : t("closing.knownToFewAndRoom"),
  ].filter((part) => part !== undefined);
  return (
    <span className="closing-words">
      <span className="closing-text" dir="auto">
        {one.text}
      </span>
      <span className="soft small">{aside.join(" · ")}</span>
    </span>
  );
}

/** The days that were given, as entries for a calendar. */
function Calendar({ mine }: { mine: readonly CommitmentView[] }) {
  const { t } = useTranslation();
  const known = useKnownMeeting();
  const { meeting } = useView();
  const [busy, setBusy] = useState(false);
  if (!mine.some((one) => one.due !== null && !one.done)) return null;
  const download = async () => {
    if (busy) return;
    setBusy(true);
    try {
      saveFile(await api.commitmentDays(known.id, known.personSecret), `${fileName(meeting.title)}-${t("closing.fileName")}.ics`);
    } catch (error) {
      toastStore.show(faultText(t, error));
    }
    setBusy(false);
  };
  return (
    <div>
      <Button large onPress={() => void download()} pending={busy}>
        {t("closing.calendar")}
      </Button>
    </div>
  );
}
