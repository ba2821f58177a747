import { type Ref, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { TextField } from "../../components/TextField.tsx";
import type { VoiceLink } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { useRoomName } from "../../meeting/words.ts";
import { offerUndo } from "../facilitator/undo.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { type LinkLine, readLinks } from "./voice_links.ts";

/** Where rooms talk: links pasted in bulk, looked at before they are saved. */
export function VoiceLinks({ ref }: { ref: Ref<HTMLElement> }) {
  const { t } = useTranslation();
  const view = useView();
  const send = useSend();
  const { attempt, problem } = useAttempt();
  const [text, setText] = useState("");
  const rooms = Object.values(view.rooms).sort((a, b) => a.number - b.number);
  const lines = readLinks(text, rooms, [t("room.main"), "Main room", "Sala principal"]);
  const faults = lines.filter((line) => line.fault !== undefined).length;
  const set = rooms.filter((room) => view.details[room.id]?.voice != null);

  const save = async () => {
    const links: VoiceLink[] = lines.flatMap((line) => (line.room !== undefined && line.link !== undefined ? [{ room: line.room, link: line.link }] : []));
    const before: VoiceLink[] = links.map(({ room }) => ({ room, link: view.details[room]?.voice ?? null }));
    if (!(await attempt({ type: "set_voice", links }))) return;
    setText("");
    offerUndo(t("plan.voice.saved", { count: links.length }), t("facilitator.undo"), () => void send({ type: "set_voice", links: before }));
  };

  return (
    <section className="plan-part" aria-labelledby="plan-voice" ref={ref}>
      <h2 id="plan-voice">{t("plan.voice.heading")}</h2>
      <p className="soft small">{t("plan.voice.explain")}</p>
      <TextField label={t("plan.voice.paste")} hint={t("plan.voice.hint")} value={text} onChange={setText} lines={5} spellCheck="false" />
      {lines.length > 0 ? (
        <ol className="voice-lines">
          {lines.map((line) => (
            <Line key={line.line} line={line} />
          ))}
        </ol>
      ) : null}
      <Refused words={problem} />
      <div className="row">
        <Button kind="main" isDisabled={lines.length === 0 || faults > 0} onPress={() => void save()}>
          {t("plan.voice.save", { count: lines.length - faults })}
        </Button>
        {faults > 0 ? <span className="field-error">{t("plan.voice.faults", { count: faults })}</span> : null}
      </div>
      {set.length > 0 ? <SavedLinks /> : null}
    </section>
  );
}

function Line({ line }: { line: LinkLine }) {
  const { t } = useTranslation();
  const roomName = useRoomName();
  return (
    <li className="voice-line" data-fault={line.fault !== undefined || undefined}>
      <span className="voice-line-number">{t("plan.voice.line", { number: line.line })}</span>
      {line.fault === undefined ? (
        <span>
          <strong>{line.room === undefined ? "" : roomName(line.room)}</strong> <span className="voice-line-link">{line.link}</span>
        </span>
      ) : (
        <span>
          <span className="voice-line-link">{line.text}</span> <strong className="voice-line-fault">{t(`plan.voice.fault.${line.fault}`)}</strong>
        </span>
      )}
    </li>
  );
}

function SavedLinks() {
  const { t } = useTranslation();
  const view = useView();
  const send = useSend();
  const roomName = useRoomName();
  const rooms = Object.values(view.rooms)
    .sort((a, b) => a.number - b.number)
    .filter((room) => view.details[room.id]?.voice != null);
  return (
    <details className="voice-saved">
      <summary>{t("plan.voice.have", { count: rooms.length })}</summary>
      <ul>
        {rooms.map((room) => {
          const link = view.details[room.id]?.voice ?? "";
          return (
            <li key={room.id} className="voice-line">
              <strong>{roomName(room.id)}</strong>
              <a className="voice-line-link" href={link} target="_blank" rel="noopener noreferrer">
                {link}
              </a>
              <Button
                kind="quiet"
                aria-label={t("plan.voice.takeAway", { room: roomName(room.id) })}
                onPress={async () => {
                  const outcome = await send({ type: "set_voice", links: [{ room: room.id, link: null }] });
                  if (outcome.ok) offerUndo(t("plan.voice.taken"), t("facilitator.undo"), () => void send({ type: "set_voice", links: [{ room: room.id, link }] }));
                }}
              >
                {t("plan.remove")}
              </Button>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
