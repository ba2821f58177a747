import "./preparing.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import type { PersonView, PreparationView } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { inLanguage } from "../../meeting/step.ts";
import { useRoomName } from "../../meeting/words.ts";
import { useCompare } from "../../text/collate.ts";
import { offerUndo } from "../facilitator/undo.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { AskToPrepare, PrepareLinks } from "./PreparingDialogs.tsx";
import { useLibrary } from "./useLibrary.ts";

/** Who was asked to prepare what they will present, and how far they are. */
export default function PreparingPart() {
  const { t } = useTranslation();
  const view = useView();
  const compare = useCompare();
  const { attempt, problem } = useAttempt();
  const [open, setOpen] = useState<"ask" | PersonView>();
  const asked = Object.entries(view.preparing)
    .flatMap(([id, own]) => {
      const person = view.people[id];
      return person && own ? [{ person, own }] : [];
    })
    .sort((a, b) => compare(a.person.name, b.person.name));
  const ready = asked.filter(({ own }) => own.ready).length;
  const stop = async (person: PersonView, own: PreparationView) => {
    if (!(await attempt({ type: "prepare", what: "ask", person: person.id, asked: false }))) return;
    offerUndo(t("prepare.stopped", { name: person.name }), t("facilitator.undo"), () => void attempt({ type: "prepare", what: "ask", person: person.id, asked: true, protocol: own.protocol }));
  };
  return (
    <section className="plan-part" aria-labelledby="plan-preparing">
      <div className="plan-part-head">
        <h2 id="plan-preparing">{t("prepare.plan")}</h2>
        {asked.length > 0 ? <span className="soft small">{t("prepare.readyOf", { count: ready, of: asked.length })}</span> : null}
      </div>
      <p className="field-hint">{t("prepare.planHint")}</p>
      {asked.length > 0 ? (
        <ul className="preparing-list">
          {asked.map(({ person, own }) => (
            <One key={person.id} person={person} own={own} onLink={() => setOpen(person)} onStop={() => void stop(person, own)} />
          ))}
        </ul>
      ) : null}
      <Refused words={problem} />
      <div>
        <Button onPress={() => setOpen("ask")}>{t("prepare.ask")}</Button>
      </div>
      {open === "ask" ? <AskToPrepare onClose={() => setOpen(undefined)} /> : open ? <PrepareLinks people={[open]} onClose={() => setOpen(undefined)} /> : null}
    </section>
  );
}

function One({ person, own, onLink, onStop }: { person: PersonView; own: PreparationView; onLink: () => void; onStop: () => void }) {
  const { t, i18n } = useTranslation();
  const roomName = useRoomName();
  const { library } = useLibrary();
  const definition = library.kind === "ready" ? library.protocols.find(({ id }) => id === own.protocol) : undefined;
  const time = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeStyle: "short" });
  const facts = [person.assigned === null ? t("facilitator.noRoom") : roomName(person.assigned), ...(definition ? [inLanguage(definition.name, i18n.language)] : [])];
  return (
    <li className="preparing-one">
      <div className="preparing-who">
        <strong>
          <bdi>{person.name}</bdi>
        </strong>
        <span className="soft small">{facts.join(" · ")}</span>
        <span className="small preparing-state" data-ready={own.ready || undefined}>
          {own.ready ? <Icon name="check" size={16} /> : null}
          {own.ready ? t("prepare.state.ready") : own.written_at === null ? t("prepare.state.nothing") : t("prepare.state.writing", { time: time.format(new Date(own.written_at)) })}
        </span>
      </div>
      <div className="row">
        {person.role === "facilitator" ? null : (
          <Button onPress={onLink} aria-label={t("prepare.linkOf", { name: person.name })}>
            {t("prepare.link")}
          </Button>
        )}
        <Button kind="quiet" onPress={onStop} aria-label={t("prepare.stopOf", { name: person.name })}>
          {t("prepare.stop")}
        </Button>
      </div>
    </li>
  );
}
