import "./gallery.css";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { TextField } from "../../components/TextField.tsx";
import type { PersonView, RoomId } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { useNameOf, useRoomName } from "../../meeting/words.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { useKept } from "../room/useKept.ts";
import { CardText } from "./CardText.tsx";
import { type CardDraft, draftOf, homeOf } from "./gallery.ts";

/** The card of the reader's own room: written by all of it, released by who presented. */
export function OwnCard({ me }: { me: PersonView }) {
  const { t } = useTranslation();
  const view = useView();
  const roomName = useRoomName();
  const nameOf = useNameOf();
  const { attempt, problem } = useAttempt();
  const { card, releases, responses } = view.own_gallery;
  const room = homeOf(view, me);
  const [writing, setWriting] = useKept("card.writing", () => false);
  if (room === undefined || me.role === "observer") return null;
  const name = roomName(room);
  const mine = releases === me.id || (releases === null && (me.role === "facilitator" || me.facilitates === room));
  const left = responses.filter((response) => response.room === room);
  const release = (released: boolean) => void attempt({ type: "gallery", act: "release_card", room, released });
  return (
    <section className="card stack-tight" aria-label={t("gallery.own", { room: name })}>
      <h2>{t("gallery.own", { room: name })}</h2>
      {card === null && !writing ? (
        <div className="row">
          <Button onPress={() => setWriting(true)}>{t("gallery.write")}</Button>
          <span className="soft small">{t("gallery.ownHint")}</span>
        </div>
      ) : card === null || writing ? (
        <Editor key={room} room={room} onDone={() => setWriting(false)} />
      ) : (
        <>
          <CardText card={card} />
          <div className="row">
            {card.released ? null : <Button onPress={() => setWriting(true)}>{t("gallery.change")}</Button>}
            {mine ? (
              <Button kind={card.released ? "plain" : "main"} onPress={() => release(!card.released)}>
                {card.released ? t("gallery.takeBack") : t("gallery.release")}
              </Button>
            ) : null}
            <span className="soft small">{card.released ? t("gallery.isReleased") : releases === null || mine ? null : t("gallery.releasedBy", { name: nameOf(releases) ?? t("floor.somebody") })}</span>
          </div>
          <Refused words={problem} />
        </>
      )}
      {left.length > 0 ? (
        <>
          <h3>{t("gallery.responses")}</h3>
          <ul className="stack-tight">
            {left.map((response) => (
              <li key={response.id}>
                <strong>
                  <bdi>{nameOf(response.person) ?? t("floor.somebody")}</bdi>
                </strong>
                : <span dir="auto">{response.text}</span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}

function Editor({ room, onDone }: { room: RoomId; onDone: () => void }) {
  const { t } = useTranslation();
  const view = useView();
  const { attempt, problem } = useAttempt();
  const [draft, setDraft, forget] = useKept<CardDraft>(`card.${room}`, () => draftOf(view.own_gallery.card, view.details[room]?.dilemma));
  const close = () => {
    forget();
    onDone();
  };
  const empty = [draft.question, draft.ask, ...draft.takeaways].every((text) => text.trim() === "");
  const save = async () => {
    const takeaways = draft.takeaways.filter((text) => text.trim() !== "");
    if (await attempt({ type: "gallery", act: "write_card", room, question: draft.question, takeaways, ask: draft.ask })) close();
  };
  return (
    <form
      className="stack-tight"
      onSubmit={(event) => {
        event.preventDefault();
        if (!empty) void save();
      }}
    >
      <div className="gallery-fields">
      <TextField label={t("gallery.question")} value={draft.question} onChange={(question) => setDraft({ ...draft, question })} />
      {draft.takeaways.map((text, at) => (
        <TextField
          // There are always three.
          // oxlint-disable-next-line react/no-array-index-key
          key={at}
          label={t("gallery.takeaway", { number: at + 1 })}
          value={text}
          onChange={(now) => setDraft({ ...draft, takeaways: draft.takeaways.map((before, index) => (index === at ? now : before)) as unknown as CardDraft["takeaways"] })}
        />
      ))}
      <TextField label={t("gallery.ask")} value={draft.ask} onChange={(ask) => setDraft({ ...draft, ask })} />
      </div>
      <Refused words={problem} />
      <div className="row">
        <Button kind="main" type="submit" isDisabled={empty}>
          {t("gallery.save")}
        </Button>
        <Button onPress={close}>{t("common.cancel")}</Button>
      </div>
    </form>
  );
}
