import "./digest.css";
import { useState } from "react";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { useTranslation } from "react-i18next";
import { Button } from "../components/Button.tsx";
import { Dialog } from "../components/Dialog.tsx";
import type { DigestSource } from "./props.ts";

/** Notes under the name of their section. */
export interface DigestGroup {
  section?: { name: string } | undefined;
  notes: readonly { id: string; text: string }[];
}

/** Notes of a room to be chosen for the main room's digest, in reading order. */
export function DigestDialog({ title, groups, source, onClose }: { title: string; groups: readonly DigestGroup[]; source: DigestSource; onClose: () => void }) {
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <DigestChoice groups={groups} source={source} onClose={onClose} />
    </Dialog>
  );
}

export function DigestChoice({ groups, source, onClose }: { groups: readonly DigestGroup[]; source: DigestSource; onClose: () => void }) {
  const { t } = useTranslation();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [sending, setSending] = useState(false);
  const notes = groups.flatMap((group) => group.notes.map((note) => ({ note, section: group.section?.name ?? "" }))).filter(({ note }) => note.text.trim() !== "");
  const there = (note: { id: string }) => source.copied.includes(note.id);
  const free = notes.filter(({ note }) => !there(note));
  const chosen = free.filter(({ note }) => picked.has(note.id)).map(({ note }) => note.id);
  const send = async () => {
    setSending(true);
    const done = await source.copy(chosen);
    setSending(false);
    if (done) onClose();
  };
  return (
    <div className="stack">
      <p className="soft">{t("digest.hint")}</p>
      {notes.length === 0 ? <p>{t("digest.none")}</p> : null}
      {free.length > 1 ? (
        <div>
          <Button onPress={() => setPicked(new Set(chosen.length === free.length ? [] : free.map(({ note }) => note.id)))}>{chosen.length === free.length ? t("digest.noneOfThem") : t("digest.all", { count: free.length })}</Button>
        </div>
      ) : null}
      {notes.length > 0 ? (
        <ListBox
          className="digest-notes"
          aria-label={t("digest.notes")}
          selectionMode="multiple"
          selectedKeys={picked}
          disabledKeys={notes.filter(({ note }) => there(note)).map(({ note }) => note.id)}
          onSelectionChange={(keys) => setPicked(keys === "all" ? new Set(free.map(({ note }) => note.id)) : new Set([...keys].map(String)))}
        >
          {notes.map(({ note, section }) => (
            <ListBoxItem key={note.id} id={note.id} textValue={note.text} className="digest-note">
              <span className="digest-box" aria-hidden="true" />
              <span className="digest-words">
                <span dir="auto">{note.text}</span>
                {section !== "" || there(note) ? <span className="soft small">{there(note) ? t("digest.there") : section}</span> : null}
              </span>
            </ListBoxItem>
          ))}
        </ListBox>
      ) : null}
      {source.problem === undefined ? null : <p className="refused">{source.problem}</p>}
      <div className="dialog-actions">
        <Button large onPress={onClose}>
          {t("common.cancel")}
        </Button>
        <Button large kind="main" isDisabled={chosen.length === 0 || sending} onPress={() => void send()}>
          {chosen.length === 0 ? t("digest.copyNone") : t("digest.copy", { count: chosen.length })}
        </Button>
      </div>
    </div>
  );
}
