import { useState } from "react";
import { FileTrigger } from "react-aria-components/FileTrigger";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Choice } from "../../components/Choice.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { fileName, saveFile } from "../../components/save_file.ts";
import { toastStore } from "../../components/toast_store.ts";
import { api } from "../../connection/http.ts";
import type { PersonId, PersonView } from "../../generated/protocol.ts";
import { decode, FILE_BYTES_MAX } from "../../lists/decode.ts";
import { emailsOf, mergeFile } from "../../lists/merge.ts";
import { readPeople } from "../../lists/read.ts";
import { useKnownMeeting, useView } from "../../meeting/context.tsx";
import { sendParts } from "../../meeting/parts.ts";
import { useRoomName } from "../../meeting/words.ts";
import { faultText } from "../../text/fault.ts";
import { useCompare } from "../../text/collate.ts";
import { useSoftRoster } from "../people/useSoftRoster.ts";
import { keepList, keptList } from "./expected_list.ts";

/** Links that let people in as who they are, as a file for a mail merge. */
export function PersonalLinks() {
  const { t } = useTranslation();
  const view = useView();
  const known = useKnownMeeting();
  const roomName = useRoomName();
  const compare = useCompare();
  const [made, setMade] = useState<ReadonlySet<string>>(new Set());
  const soft = useSoftRoster();
  const [scope, setScope] = useState<"without" | "all">("without");
  const [list, setList] = useState(() => keptList(known.id));
  const [taking, setTaking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  const expected = Object.values(view.people).filter((person) => person.expected === true);
  const isLinked = (person: PersonView) => soft.get(person.id)?.link_made_at !== undefined || made.has(person.id);
  const linked = Object.values(view.people).filter(isLinked);
  if (expected.length === 0 && linked.length === 0) return null;
  const without = expected.filter((person) => !isLinked(person));
  const chosen = scope === "without" && without.length > 0 ? without : expected;
  const kept = list ?? keptList(known.id);
  const emails = kept ? emailsOf(expected, kept) : undefined;

  const attempt = async (run: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await run();
    } catch (error) {
      setProblem(faultText(t, error));
    }
    setBusy(false);
  };
  const write = (url: ReadonlyMap<PersonId, string>) => {
    const row = (person: PersonView) => ({ person, link: url.get(person.id) ?? "", email: emails?.get(person.id), room: person.assigned === null ? "" : roomName(person.assigned) });
    const rows = chosen.filter(({ id }) => url.has(id)).sort((a, b) => compare(a.name, b.name)).map(row);
    const headings = { name: t("roster.name"), organization: t("ask.organization"), email: t("expected.field.email"), room: t("roster.room"), link: t("expected.links.column") };
    saveFile(new Blob([mergeFile(rows, headings)], { type: "text/csv" }), `${fileName(view.meeting.title)}-${t("expected.links.file")}.csv`);
    setMade(new Set([...made, ...url.keys()]));
    toastStore.show(t("expected.links.made", { count: url.size }));
  };
  const save = () =>
    attempt(async () => {
      const url = new Map<PersonId, string>();
      const make = async (people: readonly PersonView[]) => {
        const { links } = await api.makePersonalLinks(known.id, { people: people.map(({ id }) => id), replace: false, take_back: false }, known.personSecret);
        for (const link of links) url.set(link.person, link.url);
        return true;
      };
      try {
        await sendParts(chosen, make);
      } finally {
        // Where a later part failed, those that were made are in no other file.
        if (url.size > 0) write(url);
      }
    });
  const takeBack = () =>
    attempt(async () => {
      await sendParts(
        linked.filter(({ role }) => role !== "facilitator"),
        async (people) => {
          await api.makePersonalLinks(known.id, { people: people.map(({ id }) => id), replace: false, take_back: true }, known.personSecret);
          return true;
        },
      );
      setMade(new Set());
      toastStore.show(t("expected.links.takenBack"));
    });
  const open = async (files: FileList | null) => {
    const file = files?.[0];
    const text = file && file.size <= FILE_BYTES_MAX ? decode(new Uint8Array(await file.arrayBuffer()))?.text : undefined;
    const found = text === undefined ? undefined : readPeople(text, { leaveOut: true, namesakes: true });
    if (!found || found.fault !== undefined || found.emails.size === 0) {
      setProblem(t("expected.links.noEmails"));
      return;
    }
    setProblem(undefined);
    keepList(known.id, found);
    setList(found);
  };

  return (
    <section className="personal-links stack-tight" aria-labelledby="personal-links">
      <h3 id="personal-links">{t("expected.links.heading")}</h3>
      <p>
        {t("expected.links.expected", { count: expected.length })} {t("expected.links.without", { count: without.length })}
      </p>
      <p className="soft small">{t("expected.links.explain")}</p>
      {without.length > 0 && without.length < expected.length ? (
        <Choice
          label={t("expected.links.forWhom")}
          value={scope}
          options={[
            { value: "without", text: t("expected.links.scopeWithout", { count: without.length }) },
            { value: "all", text: t("expected.links.scopeAll", { count: expected.length }) },
          ]}
          onChange={setScope}
        />
      ) : null}
      <p className="small">
        {emails === undefined ? t("expected.links.emailsNone") : t("expected.links.emails", { count: emails.size, all: expected.length })}{" "}
        <FileTrigger acceptedFileTypes={[".csv", ".tsv", ".txt", "text/csv"]} onSelect={(files) => void open(files)}>
          <Button kind="quiet">{t("expected.links.addEmails")}</Button>
        </FileTrigger>
      </p>
      <div className="row">
        <Button isDisabled={chosen.length === 0} pending={busy} onPress={() => void save()}>
          {t("expected.links.save", { count: chosen.length })}
        </Button>
        {linked.length > 0 ? (
          <Button kind="quiet" onPress={() => setTaking(true)}>
            {t("expected.links.takeBack")}
          </Button>
        ) : null}
      </div>
      {problem === undefined ? null : (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <Confirm
        title={t("expected.links.takeBackTitle")}
        consequence={t("expected.links.takeBackConsequence")}
        confirm={t("expected.links.takeBackConfirm")}
        cancel={t("common.cancel")}
        isOpen={taking}
        onConfirm={() => void takeBack()}
        onClose={() => setTaking(false)}
      />
    </section>
  );
}
