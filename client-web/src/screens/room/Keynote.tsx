import "./talk.css";
import { useTranslation } from "react-i18next";
import { Switch } from "../../components/Switch.tsx";
import type { DetailView, PartView, PersonView } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { usePartName, useSpeakerName } from "../plan/agenda_words.ts";
import { keynoteOf } from "./questions.ts";

/** The keynote that runs in the main room, while no round does. */
export function useKeynote(me: PersonView, detail: DetailView | undefined): PartView | undefined {
  const view = useView();
  const inRound = detail?.round != null && detail.round.ended_at === null;
  return me.room === view.meeting.main_room && !inRound && view.meeting.ended_at === null ? keynoteOf(view) : undefined;
}

/** Who speaks, where the slides and captions are; for facilitators whose floor it is. */
export function Keynote({ me, part }: { me: PersonView; part: PartView }) {
  const { t } = useTranslation();
  const { talk } = useView();
  const send = useSend();
  const speaker = useSpeakerName()(part);
  const name = usePartName()(part);
  const links = [
    { href: part.slides, text: t("keynote.slides") },
    { href: part.captions, text: t("keynote.captions") },
  ];
  return (
    <section className="card keynote" aria-label={t("agenda.kind.keynote")}>
      <p className="keynote-speaker">
        <strong>
          <bdi>{name}</bdi>
        </strong>
        {speaker === undefined ? null : (
          <span>
            {" "}
            · <bdi>{speaker}</bdi>
          </span>
        )}
      </p>
      <div className="row">
        {links.map(({ href, text }) =>
          href?.startsWith("https://") ? (
            <a key={text} className="button" href={href} target="_blank" rel="noopener noreferrer">
              {text}
            </a>
          ) : null,
        )}
        {me.role === "facilitator" ? (
          <Switch isSelected={talk.floor === "facilitators"} onChange={(only) => void send({ type: "set_talk", floor: only ? "facilitators" : "open" })}>
            {t("talk.floorOnly")}
          </Switch>
        ) : null}
      </div>
    </section>
  );
}
