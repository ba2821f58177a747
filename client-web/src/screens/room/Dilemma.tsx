import { useState } from "react";
import { Form } from "react-aria-components/Form";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { Icon } from "../../components/Icon.tsx";
import { TextField } from "../../components/TextField.tsx";
import type { DetailView, DilemmaView, PersonView, RoomId } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { hasPresenterRole, mayFacilitate, presenterOf, rightsOf } from "../../meeting/people.ts";
import { useNameOf } from "../../meeting/words.ts";

/** The question under the step bar, in every step; opened, the whole dilemma. */
export function DilemmaLine({ me, detail }: { me: PersonView; detail: DetailView }) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const view = useView();
  const [open, setOpen] = useState(false);
  const [editing, setEditing] = useState(false);
  const { dilemma } = detail;
  const presenter = presenterOf(detail);
  const name = presenter === undefined ? undefined : nameOf(presenter);
  const question = dilemma.restated_question ?? dilemma.focus_question;
  // A presenter who only listens changes nothing, the card included (R4).
  const rights = rightsOf(me, me.room, detail);
  const mayEdit = view.meeting.ended_at === null && (presenter === me.id ? rights.chat || rights.write : mayFacilitate(me, me.room));
  // Without a presenter the card holds what all look at: the facilitators' question, a link to data.
  const shared = !hasPresenterRole(view, detail);
  const mine = presenter === me.id;
  const hasMore = dilemma.title !== null || dilemma.restated_question !== null || dilemma.links.length > 0 || (question?.length ?? 0) > 90;
  // As long as nobody presents, the card of the gathering says so; the line has nothing to add.
  if (!shared && question === null && name === undefined && !hasMore && !mayEdit) return null;
  return (
    <>
      <div className="dilemma-line" data-closed={!open || undefined}>
        {name !== undefined && question !== null ? <span className="dilemma-who">{mine ? t("dilemma.youAsk") : t("dilemma.asks", { name })}</span> : null}
        {question === null ? (
          <span className="soft">{shared ? t("dilemma.noneShared") : mine ? t("dilemma.noneYours") : name === undefined ? null : t("dilemma.none", { name })}</span>
        ) : (
          <q className="dilemma-question" dir="auto">
            {question}
          </q>
        )}
        {hasMore ? (
          <Button kind="quiet" aria-expanded={open} aria-label={open ? t("dilemma.hide") : t("dilemma.show")} onPress={() => setOpen(!open)}>
            <span className="select-arrow" data-open={open || undefined} aria-hidden="true" />
          </Button>
        ) : null}
        {mayEdit ? (
          <Button kind={mine && question === null ? "main" : "quiet"} onPress={() => setEditing(true)}>
            <Icon name="pen" size={16} />
            {question === null ? t(shared ? "dilemma.writeShared" : "dilemma.write") : t(shared ? "dilemma.editShared" : "dilemma.edit")}
          </Button>
        ) : null}
      </div>
      {open ? <WholeDilemma dilemma={dilemma} /> : null}
      {editing ? <EditDilemma room={me.room} dilemma={dilemma} shared={shared} restating={!shared && detail.round?.timeline.step !== null} onClose={() => setEditing(false)} /> : null}
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

interface EditDilemmaProps {
  room: RoomId;
  dilemma: DilemmaView;
  /** Nobody's own: a question that the room is given. */
  shared: boolean;
  /** Whether a step runs: then there is something to restate. */
  restating: boolean;
  onClose: () => void;
}

function EditDilemma({ room, dilemma, shared, restating, onClose }: EditDilemmaProps) {
  const { t } = useTranslation();
  const send = useSend();
  const [title, setTitle] = useState(dilemma.title ?? "");
  const [question, setQuestion] = useState(dilemma.focus_question ?? "");
  const [restated, setRestated] = useState(dilemma.restated_question ?? "");
  const [links, setLinks] = useState(dilemma.links.join("\n"));
  const save = async () => {
    const outcome = await send({
      type: "set_dilemma",
      room,
      title: title.trim(),
      focus_question: question.trim(),
      restated_question: restating ? restated.trim() : null,
      links: links.split(/\s+/u).filter(Boolean),
    });
    if (outcome.ok || outcome.reason === "nothing_to_do") onClose();
  };
  return (
    <Dialog title={t(shared ? "dilemma.headingShared" : "dilemma.heading")} isOpen onClose={onClose}>
      <Form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {shared ? null : <TextField label={t("dilemma.titleField")} hint={t("dilemma.titleHint")} value={title} onChange={setTitle} maxLength={120} />}
        <TextField label={t(shared ? "dilemma.questionShared" : "dilemma.question")} hint={t(shared ? "dilemma.questionSharedHint" : "dilemma.questionHint")} value={question} onChange={setQuestion} lines={3} maxLength={2000} />
        {restating ? <TextField label={t("dilemma.restatedField")} hint={t("dilemma.restatedHint")} value={restated} onChange={setRestated} lines={2} maxLength={2000} /> : null}
        <TextField label={t(shared ? "dilemma.linksShared" : "dilemma.links")} hint={t("dilemma.linksHint")} value={links} onChange={setLinks} lines={2} />
        <div className="dialog-actions">
          <Button large onPress={onClose}>
            {t("common.cancel")}
          </Button>
          <Button large kind="main" type="submit">
            {t("common.save")}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
