import { useState } from "react";
import { Form } from "react-aria-components/Form";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { Icon } from "../../components/Icon.tsx";
import { PHONE, useMedia } from "../../components/useMedia.ts";
import { TextField } from "../../components/TextField.tsx";
import type { Brings, DetailView, DilemmaView, PersonView, RoomId } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { hasPresenterRole, mayFacilitate, presenterOf, rightsOf } from "../../meeting/people.ts";
import { inLanguage } from "../../meeting/step.ts";
import { useNameOf, useRoomName } from "../../meeting/words.ts";
import { dilemmaCommand, type DilemmaTexts, textsOf, type Typed } from "./dilemma_edit.ts";

/** The question under the step bar, in every step; opened, the whole dilemma. */
export function DilemmaLine({ me, detail, onEdit }: { me: PersonView; detail: DetailView; onEdit: (edited: DilemmaEdited) => void }) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const view = useView();
  const phone = useMedia(PHONE);
  const [chosen, setChosen] = useState<boolean>();
  const { dilemma } = detail;
  const presenter = presenterOf(detail);
  const name = presenter === undefined ? undefined : nameOf(presenter);
  const question = dilemma.restated_question ?? dilemma.focus_question;
  // A presenter who only listens changes nothing, the card included (R4).
  const rights = rightsOf(me, me.room, detail);
  const mayEdit = view.meeting.ended_at === null && (presenter === me.id ? rights.chat || rights.write : mayFacilitate(me, me.room));
  const mine = presenter === me.id;
  // Without a presenter the card holds what all look at: the facilitators' question, a link to data.
  const shared = !hasPresenterRole(view, detail);
  const definition = detail.round ? view.definitions[detail.round.plan]?.definition : undefined;
  const brings = definition?.brings;
  const restates = brings === undefined || (definition?.steps.some((step) => step.asks_restated_question === true) ?? false);
  const empty = brings ? (mine ? t("dilemma.noneBroughtYours") : name === undefined ? null : t("dilemma.noneBrought", { name })) : mine ? t("dilemma.noneYours") : name === undefined ? null : t("dilemma.none", { name });
  const edit = brings ? (question === null ? t(mine ? "dilemma.writeCard" : "dilemma.writeCardOf") : t("dilemma.editCard")) : question === null ? t(shared ? "dilemma.writeShared" : "dilemma.write") : t(shared ? "dilemma.editShared" : "dilemma.edit");
  const hasMore = dilemma.title !== null || dilemma.overview !== null || dilemma.restated_question !== null || dilemma.links.length > 0 || (question?.length ?? 0) > 90;
  // While it is presented everybody has the whole before them, where there is place for it.
  const step = detail.round?.timeline.step ?? null;
  const presented = definition?.steps.findIndex(({ floor }) => floor === "presenter") ?? -1;
  const isPresented = presenter !== undefined && (step ?? -1) <= presented;
  const open = hasMore && (chosen ?? (isPresented && !phone && dilemma.overview !== null));
  // As long as nobody presents, the card of the gathering says so; the line has nothing to add.
  if (!shared && question === null && name === undefined && !hasMore && !mayEdit) return null;
  return (
    <>
      <div className="dilemma-line" data-closed={!open || undefined}>
        {name !== undefined && question !== null ? <span className="dilemma-who">{mine ? t(brings ? "dilemma.youBring" : "dilemma.youAsk") : t(brings ? "dilemma.brought" : "dilemma.asks", { name })}</span> : null}
        {question === null ? (
          <span className="soft">{shared ? t("dilemma.noneShared") : empty}</span>
        ) : (
          <q className="dilemma-question" dir="auto">
            {question}
          </q>
        )}
        {hasMore ? (
          <Button kind="quiet" aria-expanded={open} aria-label={open ? t("dilemma.hide") : t(brings ? "dilemma.showCard" : "dilemma.show")} onPress={() => setChosen(!open)}>
            <span className="select-arrow" data-open={open || undefined} aria-hidden="true" />
          </Button>
        ) : null}
        {mayEdit ? (
          <Button kind={mine && question === null ? "main" : "quiet"} onPress={() => onEdit({ room: me.room, shared, brings, restating: !shared && restates && detail.round?.timeline.step !== null })}>
            <Icon name="pen" size={16} />
            {edit}
          </Button>
        ) : null}
      </div>
      {open ? <WholeDilemma dilemma={dilemma} /> : null}
    </>
  );
}

function WholeDilemma({ dilemma }: { dilemma: DilemmaView }) {
  const { t } = useTranslation();
  return (
    <div className="dilemma-whole">
      {dilemma.title === null ? null : <strong dir="auto">{dilemma.title}</strong>}
      {dilemma.restated_question !== null && dilemma.focus_question !== null ? (
        <p className="soft" dir="auto">
          {t("dilemma.before", { question: dilemma.focus_question })}
        </p>
      ) : null}
      {dilemma.overview === null ? null : (
        <p className="dilemma-overview" dir="auto">
          {dilemma.overview}
        </p>
      )}
      <ul className="row">
        {dilemma.links.map((link) => (
          <li key={link}>
            <a href={link} target="_blank" rel="noopener noreferrer">
              {link.replace(/^https:\/\//, "")}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A card that is being written on. */
export interface DilemmaEdited {
  room: RoomId;
  /** Nobody's own: a question that the room is given. */
  shared: boolean;
  /** What is brought where it is not a dilemma. */
  brings: Brings | undefined;
  /** Whether a step runs: then there is something to restate. */
  restating: boolean;
}

/** Bound to the room in which it was opened: who is moved meanwhile keeps what they wrote before their eyes. */
export function EditDilemma({ me, edited, onClose }: { me: PersonView; edited: DilemmaEdited; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const send = useSend();
  const view = useView();
  const roomName = useRoomName();
  const { room, shared, brings, restating } = edited;
  const heading = brings ? inLanguage(brings.name, i18n.language) : t(shared ? "dilemma.headingShared" : "dilemma.heading");
  const line = brings
    ? { label: inLanguage(brings.line, i18n.language) }
    : { label: t(shared ? "dilemma.questionShared" : "dilemma.question"), hint: t(shared ? "dilemma.questionSharedHint" : "dilemma.questionHint") };
  const [typed, setTyped] = useState<Typed>({});
  // The last that was seen of a card that is out of sight.
  const [seen, setSeen] = useState(() => view.details[room]?.dilemma);
  const current = view.details[room]?.dilemma;
  if (current && current !== seen) setSeen(current);
  const texts = { ...(seen ? textsOf(seen) : NOTHING), ...typed };
  const field = (name: keyof DilemmaTexts) => ({ value: texts[name], onChange: (text: string) => setTyped((before) => ({ ...before, [name]: text })) });
  const isMoved = me.room !== room;
  const mayStill = !isMoved || me.role === "facilitator";
  const save = async () => {
    const outcome = await send(dilemmaCommand(room, typed));
    if (outcome.ok || outcome.reason === "nothing_to_do") onClose();
  };
  return (
    <Dialog title={heading} isOpen onClose={onClose}>
      <Form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (mayStill) void save();
        }}
      >
        {isMoved ? <p className="dilemma-moved">{t(mayStill ? "dilemma.stillOf" : "dilemma.moved", { room: roomName(room), now: roomName(me.room) })}</p> : null}
        {shared ? null : <TextField label={t("dilemma.titleField")} {...(brings ? {} : { hint: t("dilemma.titleHint") })} {...field("title")} maxLength={120} />}
        {shared ? null : <TextField label={t(brings ? "dilemma.overviewBrought" : "dilemma.overview")} {...field("overview")} lines={3} maxLength={2000} />}
        <TextField {...line} {...field("focus_question")} lines={3} maxLength={2000} />
        {restating ? <TextField label={t("dilemma.restatedField")} hint={t("dilemma.restatedHint")} {...field("restated_question")} lines={2} maxLength={2000} /> : null}
        <TextField label={t(shared ? "dilemma.linksShared" : "dilemma.links")} hint={t("dilemma.linksHint")} {...field("links")} lines={2} />
        <div className="dialog-actions">
          <Button large onPress={onClose}>
            {mayStill ? t("common.cancel") : t("common.close")}
          </Button>
          {mayStill ? (
            <Button large kind="main" type="submit">
              {t("common.save")}
            </Button>
          ) : null}
        </div>
      </Form>
    </Dialog>
  );
}

const NOTHING: DilemmaTexts = { title: "", overview: "", focus_question: "", restated_question: "", links: "" };
