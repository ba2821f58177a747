import { useTranslation } from "react-i18next";
import { Avatar } from "../../components/Avatar.tsx";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { Icon } from "../../components/Icon.tsx";
import { LateMenu } from "../../components/LateMenu.tsx";
import { useGrowing } from "../../components/useGrowing.tsx";
import type { PersonView } from "../../generated/protocol.ts";
import { useRoomName } from "../../meeting/words.ts";
import { PersonMenu } from "./PersonMenu.tsx";
import type { RoomState } from "./rooms.ts";

/** Who is in a room and what they are there, with everything that can be done with each of them. */
export function RoomPeople({ state, onClose }: { state: RoomState; onClose: () => void }) {
  const { t } = useTranslation();
  const roomName = useRoomName();
  const { drawn, more } = useGrowing(state.people.length);
  const question = state.detail?.dilemma.restated_question ?? state.detail?.dilemma.focus_question;
  return (
    <Dialog title={roomName(state.room.id)} isOpen onClose={onClose}>
      {question == null ? null : (
        <q className="roster-question" dir="auto">
          {question}
        </q>
      )}
      {state.people.length === 0 ? <p className="soft">{t("facilitator.nobodyHere")}</p> : null}
      <ul className="roster">
        {state.people.slice(0, drawn).map((person) => (
          <li key={person.id} className="roster-row">
            <Avatar name={person.name} tone={state.presenter?.id === person.id ? "presenter" : person.here ? "plain" : "away"} />
            <span className="roster-who">
              <bdi>{person.name}</bdi>
              <PersonTags person={person} state={state} />
            </span>
            <LateMenu label={t("people.menu", { name: person.name })} trigger={<Icon name="more" />}>
              {(startOpen) => <PersonMenu person={person} room={state.room.id} startOpen={startOpen} />}
            </LateMenu>
          </li>
        ))}
      </ul>
      {more}
      <div className="dialog-actions">
        <Button large onPress={onClose}>
          {t("common.close")}
        </Button>
      </div>
    </Dialog>
  );
}

function PersonTags({ person, state }: { person: PersonView; state: RoomState }) {
  const { t } = useTranslation();
  const tags = [
    person.organization,
    state.presenter?.id === person.id ? t("people.presenter") : null,
    state.round?.offers.includes(person.id) && state.presenter?.id !== person.id ? t("people.offers") : null,
    person.facilitates === state.room.id ? t("people.roomFacilitator") : null,
    person.role === "facilitator" ? t("people.facilitator") : null,
    person.role === "observer" ? t("people.observer") : null,
    person.role === "access_support" ? t("people.support") : null,
    person.here ? (person.arrived ? null : t("people.onTheWay")) : t("facilitator.isAway"),
  ].filter((tag) => tag !== null);
  return tags.length === 0 ? null : <span className="soft small">{tags.join(" · ")}</span>;
}
