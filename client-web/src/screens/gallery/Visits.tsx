import "./gallery.css";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Toggle } from "../../components/Button.tsx";
import { TextField } from "../../components/TextField.tsx";
import type { PersonView, RoomId } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { useRoomName } from "../../meeting/words.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { useKept } from "../room/useKept.ts";
import { CardText } from "./CardText.tsx";
import { cardsFor } from "./gallery.ts";

/** In the main room: the cards that the reader is sent to, one at a time. */
export function Visits({ me }: { me: PersonView }) {
  const { t } = useTranslation();
  const view = useView();
  const roomName = useRoomName();
  const send = useSend();
  const cards = cardsFor(view, me);
  const [chosen, setChosen] = useState<RoomId>();
  const card = cards.find(({ room }) => room === chosen) ?? cards[0];
  const room = card?.room;
  const seen = view.own_gallery.seen;
  const isNew = room !== undefined && view.own_gallery.sent.includes(room) && !seen.includes(room);
  useEffect(() => {
    if (isNew) void send({ type: "gallery", act: "see_card", room }, { quiet: true });
  }, [isNew, room, send]);
  return (
    <section className="card stack-tight" aria-label={t("gallery.heading")}>
      <h2>{t("gallery.heading")}</h2>
      <p className="soft small">{cards.length === 0 ? t("gallery.noneYet") : me.role === "participant" ? t("gallery.visit", { count: cards.length }) : t("gallery.all")}</p>
      {cards.length > 1 ? (
        <div className="row" role="group" aria-label={t("gallery.cards")}>
          {cards.map((one) => (
            <Toggle key={one.room} isSelected={one.room === room} onChange={() => setChosen(one.room)}>
              <bdi>{roomName(one.room)}</bdi>
              {seen.includes(one.room) && one.room !== room ? ` · ${t("gallery.seen")}` : null}
            </Toggle>
          ))}
        </div>
      ) : null}
      {card === undefined ? null : (
        <>
          <CardText card={card} />
          {me.role === "observer" ? null : <Respond key={card.room} room={card.room} />}
        </>
      )}
    </section>
  );
}

function Respond({ room }: { room: RoomId }) {
  const { t } = useTranslation();
  const { own_gallery: own, me } = useView();
  const { attempt, problem } = useAttempt();
  const [text, setText, forget] = useKept(`response.${room}`, () => "");
  const mine = own.responses.filter((response) => response.room === room && response.person === me.person);
  const leave = async () => {
    if (text.trim() !== "" && (await attempt({ type: "gallery", act: "respond", room, text }))) forget();
  };
  return (
    <form
      className="stack-tight"
      onSubmit={(event) => {
        event.preventDefault();
        void leave();
      }}
    >
      {mine.length > 0 ? (
        <ul className="stack-tight" aria-label={t("gallery.mine")}>
          {mine.map((response) => (
            <li key={response.id} className="soft" dir="auto">
              {response.text}
            </li>
          ))}
        </ul>
      ) : null}
      <TextField label={t("gallery.respond")} hint={t("gallery.respondHint")} value={text} onChange={setText} />
      <Refused words={problem} />
      <div className="row">
        <Button type="submit" isDisabled={text.trim() === ""}>
          {t("gallery.leave")}
        </Button>
      </div>
    </form>
  );
}
