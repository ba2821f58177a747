import { useTranslation } from "react-i18next";
import { Avatar } from "../../components/Avatar.tsx";
import { Button } from "../../components/Button.tsx";
import { VisuallyHidden } from "../../components/VisuallyHidden.tsx";
import type { DetailView, PersonView } from "../../generated/protocol.ts";
import { useSend } from "../../meeting/context.tsx";
import { mayFacilitate } from "../../meeting/people.ts";
import { useNameOf } from "../../meeting/words.ts";

/** Raised hands, in the order in which they get the word. */
export function Hands({ me, detail }: { me: PersonView; detail: DetailView | undefined }) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const send = useSend();
  const hands = detail?.hands ?? [];
  const next = detail?.next_hand;
  const leads = mayFacilitate(me, me.room);
  if (hands.length === 0) return <p className="soft small side-empty">{t("hand.none")}</p>;
  return (
    <ol className="hands">
      {hands.map((hand, index) => {
        const name = nameOf(hand.person) ?? t("chat.gone");
        return (
          <li key={hand.person} className="person hand-row">
            <span className="hand-place">{index + 1}</span>
            <Avatar name={name} />
            <span className="person-words">
              <bdi className="person-name">{name}</bdi>
            </span>
            {hand.person === next ? <span className="hand-next">{t("hand.next")}</span> : null}
            {leads ? (
              <span className="hand-acts">
                <Button onPress={() => void send({ type: "next_hand", room: me.room, person: hand.person === next ? null : hand.person })}>
                  {hand.person === next ? t("hand.notNext") : t("hand.makeNext")}
                  <VisuallyHidden> {name}</VisuallyHidden>
                </Button>
                <Button kind={(next === undefined ? index === 0 : hand.person === next) ? "main" : "plain"} onPress={() => void send({ type: "lower_hand", person: hand.person, called: true })}>
                  {t("people.giveWord")}
                </Button>
              </span>
            ) : null}
          </li>
        );
      })}
    </ol>
  );
}
