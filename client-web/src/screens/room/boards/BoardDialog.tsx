import { type ReactNode, useRef, useState } from "react";
import { FileTrigger } from "react-aria-components/FileTrigger";
import { useTranslation } from "react-i18next";
import { NAME_MAX, readTemplate, type TemplateFault, type Texts } from "../../../board/template_file.ts";
import { sectionsOf, TEMPLATE_NAMES, type TemplateName } from "../../../board/templates.ts";
import { announcer } from "../../../components/announcer.ts";
import { Button } from "../../../components/Button.tsx";
import { FormDialog } from "../../../components/FormDialog.tsx";
import { Select } from "../../../components/Select.tsx";
import { Switch } from "../../../components/Switch.tsx";
import { TextField } from "../../../components/TextField.tsx";
import type { BoardView, RoomId } from "../../../generated/protocol.ts";
import { Refused, useAttempt } from "../../facilitator/useAttempt.tsx";
import { type Draft, draftOf, wishesOf } from "./drafts.ts";
import { SectionsEditor } from "./SectionsEditor.tsx";

/** A new board for a room, from nothing, a template or a file. */
export function AddBoard({ room, onClose }: { room: RoomId; onClose: (added: string | undefined) => void }) {
  const { t, i18n } = useTranslation();
  const [name, setName] = useState("");
  const [template, setTemplate] = useState<TemplateName | null>("blank");
  const [drafts, setDrafts] = useState<readonly Draft[]>([]);
  const [fault, setFault] = useState<TemplateFault>();
  const [nameless, setNameless] = useState(false);
  const [missing, setMissing] = useState(false);
  const { attempt, problem } = useAttempt();
  const faultWords = useFaultWords();
  const rename = (changed: string) => {
    setName(changed);
    setMissing(false);
  };
  /** Sections that are on their way: their words may have to be fetched. */
  const coming = useRef<Promise<readonly Draft[]>>(undefined);
  const draftsOf = (sections: readonly Texts[]) => sections.map((section) => draftOf(section, i18n.language));
  const pick = async (picked: TemplateName) => {
    setTemplate(picked);
    setFault(undefined);
    // A name that somebody typed is theirs.
    if (name === "" || TEMPLATE_NAMES.some((one) => name === t(`board.templates.${one}.name`))) rename(picked === "blank" ? "" : t(`board.templates.${picked}.name`));
    const filled = sectionsOf(picked).then(draftsOf);
    coming.current = filled;
    const made = await filled;
    if (coming.current !== filled) return;
    coming.current = undefined;
    setDrafts(made);
  };
  const open = async (files: FileList | null) => {
    const file = files?.[0];
    if (!file) return;
    const read = readTemplate(await file.text());
    if ("fault" in read) {
      setFault(read.fault);
      announcer.announce("result", faultWords(read.fault));
      return;
    }
    setFault(undefined);
    setTemplate(null);
    coming.current = undefined;
    rename(read.ok.name);
    setDrafts(draftsOf(read.ok.sections));
  };
  const options = TEMPLATE_NAMES.map((value) => ({ value, text: t(`board.templates.${value}.name`) }));
  const save = async () => {
    const given = name.trim();
    setMissing(given === "");
    if (given === "") return;
    // Whoever is quicker than a slow line gets the sections all the same.
    const sections = wishesOf((await coming.current) ?? drafts);
    if (await attempt({ type: "add_board", room, name: given, sections, hide_authors: nameless })) onClose(given);
  };
  return (
    <BoardForm
      title={t("board.many.addTitle")}
      submit={t("board.many.add")}
      problem={problem}
      name={name}
      onName={rename}
      nameError={missing ? t("board.many.nameMissing") : undefined}
      drafts={drafts}
      onDrafts={setDrafts}
      onSave={() => void save()}
      onClose={() => onClose(undefined)}
    >
      <Select label={t("board.many.template")} value={template} placeholder={t("board.many.fromFile")} options={options} onChange={(picked) => void pick(picked)} />
      <div className="stack-tight">
        <FileTrigger acceptedFileTypes={["application/json", ".json"]} onSelect={(files) => void open(files)}>
          <Button>{t("board.many.openFile")}</Button>
        </FileTrigger>
        <Refused words={fault ? faultWords(fault) : undefined} />
      </div>
      <div className="stack-tight">
        <Switch isSelected={nameless} onChange={setNameless}>
          {t("board.hidden.authors")}
        </Switch>
        <p className="soft small">{t("board.hidden.authorsHint")}</p>
      </div>
    </BoardForm>
  );
}

/** Name and sections of a board that is there. */
export function EditBoard({ board, onClose }: { board: BoardView; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { attempt, problem } = useAttempt();
  const [name, setName] = useState(board.name ?? "");
  const [drafts, setDrafts] = useState<readonly Draft[]>(() => board.sections.map((section) => draftOf(section.name, i18n.language, section.id)));
  const [unchanged] = useState(() => JSON.stringify(wishesOf(drafts)));
  const save = async () => {
    const given = name.trim();
    const sections = wishesOf(drafts);
    if (given !== (board.name ?? "") && !(await attempt({ type: "name_board", board: board.id, name: given === "" ? null : given }))) return;
    if (JSON.stringify(sections) !== unchanged && !(await attempt({ type: "set_board_sections", board: board.id, sections }))) return;
    onClose();
  };
  return (
    <BoardForm title={t("board.many.edit")} submit={t("common.save")} problem={problem} name={name} onName={setName} drafts={drafts} onDrafts={setDrafts} onSave={() => void save()} onClose={onClose}>
      <p className="soft small">{t("board.many.editHint")}</p>
    </BoardForm>
  );
}

interface BoardFormProps {
  title: string;
  submit: string;
  problem: string | undefined;
  name: string;
  onName: (name: string) => void;
  nameError?: string | undefined;
  drafts: readonly Draft[];
  onDrafts: (drafts: readonly Draft[]) => void;
  onSave: () => void;
  onClose: () => void;
  children: ReactNode;
}

function BoardForm({ title, submit, problem, name, onName, nameError, drafts, onDrafts, onSave, onClose, children }: BoardFormProps) {
  const { t, i18n } = useTranslation();
  return (
    <FormDialog title={title} submit={submit} onSubmit={onSave} onClose={onClose}>
      <TextField label={t("board.many.name")} value={name} onChange={onName} error={nameError} maxLength={NAME_MAX} autoFocus />
      {children}
      <SectionsEditor drafts={drafts} onChange={onDrafts} language={i18n.language} make={(texts) => draftOf(texts, i18n.language)} />
      <Refused words={problem} />
    </FormDialog>
  );
}

/** What is wrong with a file, in words that name the place. */
function useFaultWords(): (fault: TemplateFault) => string {
  const { t } = useTranslation();
  return (fault) => {
    if (fault.kind === "version") return t("board.many.fault.version", { version: fault.version });
    if (fault.kind === "field") return t("board.many.fault.field", { field: fault.field });
    return t(`board.many.fault.${fault.kind}`);
  };
}
