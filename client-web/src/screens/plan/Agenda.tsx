import "./agenda.css";
import { useState } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { GridList, GridListItem } from "react-aria-components/GridList";
import { useDragAndDrop } from "react-aria-components/useDragAndDrop";
import { useTranslation } from "react-i18next";
import { announcer } from "../../components/announcer.ts";
import { Button } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Menu, MenuItem } from "../../components/Menu.tsx";
import type { PartId, PartView } from "../../generated/protocol.ts";
import { beginnings, hasBegun, minutesOf } from "../../meeting/agenda.ts";
import { useServerNow, useView } from "../../meeting/context.tsx";
import AgendaBar from "../facilitator/AgendaBar.tsx";
import { offerUndo } from "../facilitator/undo.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { usePartName, useSpeakerName } from "./agenda_words.ts";
import { PartDialog } from "./PartDialog.tsx";
import { PARTS_MAX, TWO_HOURS, wishOf } from "./parts.ts";

/** The parts of the meeting in order: made before, followed and bent while it runs. */
export default function Agenda() {
  const { t } = useTranslation();
  const { agenda } = useView();
  const { attempt, problem } = useAttempt();
  const [open, setOpen] = useState<{ part: PartView | undefined }>();
  const total = agenda.parts.reduce((sum, part) => sum + part.seconds, 0);
  const move = (part: PartId, before: PartId | null) => attempt({ type: "move_part", part, before });
  return (
    <section className="plan-part agenda" aria-labelledby="plan-agenda">
      <div className="plan-part-head">
        <h2 id="plan-agenda">{t("agenda.heading")}</h2>
        {agenda.parts.length > 0 ? <span className="soft small">{t("agenda.total", { count: minutesOf(total) })}</span> : null}
      </div>
      {agenda.parts.length === 0 ? (
        <div className="stack-tight">
          <p className="soft">{t("agenda.none")}</p>
          <div className="row">
            <Button kind="main" onPress={() => void attempt({ type: "add_parts", parts: [...TWO_HOURS], before: null })}>
              {t("agenda.template")}
            </Button>
            <Button onPress={() => setOpen({ part: undefined })}>{t("agenda.add")}</Button>
          </div>
        </div>
      ) : (
        <>
          <AgendaBar />
          <PartList onMove={move} onEdit={(part) => setOpen({ part })} />
          <div className="row">
            <Button onPress={() => setOpen({ part: undefined })} isDisabled={agenda.parts.length >= PARTS_MAX}>
              {t("agenda.add")}
            </Button>
            <span className="soft small">{t("agenda.guides")}</span>
          </div>
        </>
      )}
      <Refused words={problem} />
      {open ? <PartDialog part={open.part} onClose={() => setOpen(undefined)} /> : null}
    </section>
  );
}

type Move = (part: PartId, before: PartId | null) => Promise<boolean>;

function PartList({ onMove, onEdit }: { onMove: Move; onEdit: (part: PartView) => void }) {
  const { t, i18n } = useTranslation();
  const { agenda, meeting } = useView();
  const partName = usePartName();
  const now = useServerNow(hasBegun(agenda) ? 10_000 : undefined);
  const times = beginnings(agenda, meeting.schedule, now);
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short" });
  const after = (id: PartId): PartId | null => agenda.parts[agenda.parts.findIndex((part) => part.id === id) + 1]?.id ?? null;
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ "text/plain": String(key) })),
    onReorder: ({ keys, target }) => {
      const part = String([...keys][0]);
      const before = target.dropPosition === "before" ? String(target.key) : after(String(target.key));
      if (before !== part) void onMove(part, before);
    },
  });
  return (
    <GridList className="agenda-list" aria-label={t("agenda.parts")} items={agenda.parts} dependencies={[agenda, times, i18n.language]} dragAndDropHooks={dragAndDropHooks}>
      {(part) => {
        const begins = times.get(part.id);
        const name = partName(part);
        return (
          <GridListItem id={part.id} textValue={name} className="agenda-part" data-now={part.id === agenda.current || undefined} data-over={(part.ended_at !== null && part.id !== agenda.current) || undefined}>
            <AriaButton slot="drag" className="agenda-drag" aria-label={t("agenda.drag", { part: name })}>
              <span aria-hidden="true">⋮⋮</span>
            </AriaButton>
            <span className="agenda-time">{begins === undefined ? "" : time.format(begins)}</span>
            <PartWords part={part} name={name} />
            <span className="agenda-length">
              {t("agenda.minutes", { count: minutesOf(part.seconds) })}
              {part.seconds === part.planned ? null : <span className="soft small"> {t("agenda.insteadOf", { minutes: minutesOf(part.planned) })}</span>}
            </span>
            <PartMenu part={part} name={name} onMove={onMove} onEdit={onEdit} />
          </GridListItem>
        );
      }}
    </GridList>
  );
}

function PartWords({ part, name }: { part: PartView; name: string }) {
  const { t } = useTranslation();
  const { agenda } = useView();
  const speaker = useSpeakerName()(part);
  const notes = [
    part.title === null ? undefined : t(`agenda.kind.${part.kind}`),
    speaker,
    part.id === agenda.current ? t("agenda.isNow") : part.id === agenda.next ? t("agenda.isNext") : part.started_at !== null ? t("agenda.isOver") : undefined,
  ].filter((note) => note !== undefined);
  return (
    <span className="agenda-words">
      <bdi className="agenda-name">{name}</bdi>
      <span className="soft small">{notes.join(" · ")}</span>
    </span>
  );
}

function PartMenu({ part, name, onMove, onEdit }: { part: PartView; name: string; onMove: Move; onEdit: (part: PartView) => void }) {
  const { t } = useTranslation();
  const { agenda } = useView();
  const { attempt } = useAttempt();
  const at = agenda.parts.findIndex((one) => one.id === part.id);
  const moved = async (before: PartId | null, place: number) => {
    if (await onMove(part.id, before)) announcer.announce("result", t("agenda.moved", { part: name, place, count: agenda.parts.length }));
  };
  const remove = async () => {
    if (!(await attempt({ type: "remove_part", part: part.id }))) return;
    const before = agenda.parts[at + 1]?.id ?? null;
    offerUndo(t("agenda.removed", { part: name }), t("facilitator.undo"), () => void attempt({ type: "add_parts", parts: [wishOf(part)], before }));
  };
  const start = async () => {
    if (!(await attempt({ type: "start_part", part: part.id }))) return;
    offerUndo(t("agenda.started", { part: name }), t("facilitator.undo"), () => void attempt({ type: "undo_part", part: part.id }));
  };
  const items = [
    <MenuItem key="edit" onAction={() => onEdit(part)}>
      {t("agenda.edit")}
    </MenuItem>,
    at > 0 ? (
      <MenuItem key="up" onAction={() => void moved(agenda.parts[at - 1]?.id ?? null, at)}>
        {t("agenda.up")}
      </MenuItem>
    ) : null,
    at < agenda.parts.length - 1 ? (
      <MenuItem key="down" onAction={() => void moved(agenda.parts[at + 2]?.id ?? null, at + 2)}>
        {t("agenda.down")}
      </MenuItem>
    ) : null,
    part.id === agenda.current ? null : (
      <MenuItem key="start" onAction={() => void start()}>
        {t("agenda.startThis")}
      </MenuItem>
    ),
    part.started_at === null ? (
      <MenuItem key="remove" danger onAction={() => void remove()}>
        {t("agenda.remove")}
      </MenuItem>
    ) : null,
  ].filter((item) => item !== null);
  return (
    <Menu label={t("agenda.menu", { part: name })} trigger={<Icon name="more" size={18} />}>
      {items}
    </Menu>
  );
}
