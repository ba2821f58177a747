import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Choice } from "../../components/Choice.tsx";
import { Select } from "../../components/Select.tsx";
import { TextField } from "../../components/TextField.tsx";
import type { Command, CommitmentView, RoomId } from "../../generated/protocol.ts";
import { useRoomName } from "../../meeting/words.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { useKept } from "../room/useKept.ts";

interface Draft {
  text: string;
  due: string;
  shared: boolean;
  room: RoomId | "";
}

const EMPTY: Draft = { text: "", due: "", shared: false, room: "" };

const draftOf = (one: CommitmentView): Draft => ({ text: one.text, due: one.due ?? "", shared: one.shared, room: one.room ?? "" });

function commandOf(draft: Draft, changed: CommitmentView | undefined): Command {
  const due = draft.due === "" ? null : draft.due;
  if (!changed) return { type: "make_commitment", text: draft.text, due, shared: draft.shared, room: draft.room === "" ? null : draft.room };
  return { type: "change_commitment", commitment: changed.id, text: draft.text === changed.text ? null : draft.text, due: draft.due, shared: draft.shared, done: null };
}

/** What somebody takes on: new, or with other words. */
export function CommitmentForm({ rooms, changed, onDone }: { rooms: readonly RoomId[]; changed?: CommitmentView; onDone?: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const roomName = useRoomName();
  const beginning = changed ? draftOf(changed) : EMPTY;
  const [texts, keepTexts, forget] = useKept(`commitment.${changed?.id ?? "new"}`, () => ({ text: beginning.text, due: beginning.due }));
  // Who may know of it lasts only as long as the form is in sight: nothing goes to everybody by a choice that was made for another.
  const [who, setWho] = useState({ shared: beginning.shared, room: beginning.room });
  const draft: Draft = { ...texts, ...who };
  const [busy, setBusy] = useState(false);
  const { attempt, problem } = useAttempt();
  const empty = draft.text.trim() === "";
  const same = changed !== undefined && JSON.stringify(draft) === JSON.stringify(draftOf(changed));

  const close = () => {
    forget();
    onDone?.();
  };
  const save = async () => {
    if (busy || empty) return;
    setBusy(true);
    const done = same || (await attempt(commandOf(draft, changed)));
    setBusy(false);
    if (!done) return;
    close();
  };

  return (
    <form
      className="stack-tight closing-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextField
        label={t("closing.what")}
        hint={t("closing.whatHint")}
        lines={2}
        value={draft.text}
        onChange={(text) => keepTexts({ ...texts, text })}
        autoFocus={changed !== undefined}
      />
      <div className="closing-fields">
        <div className="field">
          <label className="field-label" htmlFor={`${id}-due`}>
            {t("closing.due")} <span className="soft">({t("common.optional")})</span>
          </label>
          <input id={`${id}-due`} className="field-input" type="date" value={draft.due} onChange={(event) => keepTexts({ ...texts, due: event.target.value })} />
        </div>
        {changed || rooms.length === 0 ? null : (
          <Select<string>
            label={t("closing.inWhoseName")}
            value={draft.room === "" ? "me" : draft.room}
            options={[{ value: "me", text: t("closing.mine") }, ...rooms.map((room) => ({ value: room, text: roomName(room) }))]}
            onChange={(room) => setWho({ ...who, room: room === "me" ? "" : room })}
          />
        )}
      </div>
      <Choice<"few" | "all">
        label={t("closing.whoKnows")}
        value={draft.shared ? "all" : "few"}
        options={[
          { value: "few", text: draft.room === "" ? t("closing.few") : t("closing.fewAndRoom") },
          { value: "all", text: t("closing.all") },
        ]}
        onChange={(choice) => setWho({ ...who, shared: choice === "all" })}
      />
      <Refused words={problem} />
      <div className="row">
        <Button type="submit" kind={changed ? "plain" : "main"} large pending={busy} isDisabled={empty}>
          {changed ? t("common.save") : t("closing.add")}
        </Button>
        {changed ? (
          <Button large kind="quiet" onPress={close}>
            {t("common.cancel")}
          </Button>
        ) : null}
      </div>
    </form>
  );
}
