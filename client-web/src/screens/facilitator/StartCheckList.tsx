import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Menu, MenuItem, MenuSection } from "../../components/Menu.tsx";
import { VisuallyHidden } from "../../components/VisuallyHidden.tsx";
import type { RoomId } from "../../generated/protocol.ts";
import { useRoomName } from "../../meeting/words.ts";
import { Arrow } from "./BreakoutBar.tsx";
import { mayPresent, type RoomState, smallestRoom, startCheck } from "./rooms.ts";
import type { Attempt } from "./useAttempt.tsx";
import { usePlace } from "./usePlace.ts";

export interface StartCheckListProps {
  states: readonly RoomState[];
  /** Rooms on the plan that gathers. */
  rooms: readonly RoomId[];
  /** The other rooms of the plan are in a step already. */
  begun: boolean;
  attempt: Attempt["attempt"];
}

/** Before step 1: which rooms are not ready, and what can be done about each. */
export function StartCheckList({ states, rooms, begun, attempt }: StartCheckListProps) {
  const { t } = useTranslation();
  const check = startCheck(states, rooms);
  const concerns = check.noPresenter.length + check.few.length;
  return (
    <section className="start-check" aria-labelledby="start-check-heading" data-ready={concerns === 0 || undefined}>
      <h2 id="start-check-heading">
        {concerns === 0 ? <Icon name="check" size={16} /> : null} {t(begun ? "facilitator.check.late" : "facilitator.check.heading")}
      </h2>
      {check.noPresenter.length > 0 ? <p className="start-check-hint">{t("facilitator.check.noPresenterHint")}</p> : null}
      {concerns === 0 ? <p>{t("facilitator.check.allReady")}</p> : null}
      <ul className="start-check-list">
        {check.noPresenter.map((state) => (
          <NoPresenter key={`presenter-${state.room.id}`} state={state} attempt={attempt} />
        ))}
        {check.few.map((state) => (
          <FewPeople key={`few-${state.room.id}`} state={state} states={states} />
        ))}
      </ul>
    </section>
  );
}

function NoPresenter({ state, attempt }: { state: RoomState; attempt: Attempt["attempt"] }) {
  const { t } = useTranslation();
  const roomName = useRoomName();
  const name = roomName(state.room.id);
  const { offers, others } = mayPresent(state);
  const choose = (person: string) => void attempt({ type: "set_presenter", room: state.room.id, person });
  return (
    <li className="start-check-row">
      <span>
        <strong>{name}</strong>: {state.presenter ? t("facilitator.need.presenterAway", { name: state.presenter.name }) : t("facilitator.check.noPresenter")}
      </span>
      <span className="row">
        {offers.slice(0, 2).map((person) => (
          <Button key={person.id} onPress={() => choose(person.id)}>
            {t("facilitator.check.letPresent", { name: person.name })}
            <VisuallyHidden> {name}</VisuallyHidden>
          </Button>
        ))}
        <Menu label={t("facilitator.choosePresenterOf", { room: name })} trigger={<Arrow>{t("facilitator.choosePresenter")}</Arrow>}>
          <MenuSection heading={t("facilitator.inThisRoom")}>
            {[...offers, ...others].map((person) => (
              <MenuItem key={person.id} textValue={person.name} onAction={() => choose(person.id)}>
                <bdi>{person.name}</bdi>
              </MenuItem>
            ))}
            {offers.length + others.length === 0 ? <MenuItem isDisabled>{t("facilitator.nobodyHere")}</MenuItem> : null}
          </MenuSection>
        </Menu>
      </span>
    </li>
  );
}

/** A small room is filled from the fullest rooms, or goes to the smallest other one as a whole. */
function FewPeople({ state, states }: { state: RoomState; states: readonly RoomState[] }) {
  const { t } = useTranslation();
  const roomName = useRoomName();
  const place = usePlace();
  const name = roomName(state.room.id);
  const movable = state.people.filter((person) => person.role === "participant");
  const into = smallestRoom(
    states.filter((other) => other.size > 0),
    state.room.id,
  );
  const donors = [...states]
    .filter((other) => other.room.id !== state.room.id && other.size > state.size)
    .sort((a, b) => b.size - a.size)
    .slice(0, 4);
  return (
    <li className="start-check-row">
      <span>
        <strong>{name}</strong>: {t("facilitator.need.few", { count: state.size })}
      </span>
      <span className="row">
        {into && movable.length > 0 ? (
          <Button onPress={() => void place(movable, into.room.id)}>
            {t("facilitator.check.moveAll", { count: movable.length, room: roomName(into.room.id), size: into.size })}
            <VisuallyHidden> {name}</VisuallyHidden>
          </Button>
        ) : null}
        {donors.length > 0 ? (
          <Menu label={t("facilitator.check.fillFor", { room: name })} trigger={<Arrow>{t("facilitator.check.fill")}</Arrow>}>
            {donors.map((donor) => (
              <MenuSection key={donor.room.id} heading={t("facilitator.placeIn", { room: roomName(donor.room.id), count: donor.size })}>
                {donor.people
                  .filter((person) => person.role === "participant" && person.here && person.id !== donor.presenter?.id && person.facilitates !== donor.room.id)
                  .map((person) => (
                    <MenuItem key={person.id} textValue={person.name} onAction={() => void place([person], state.room.id)}>
                      <bdi>{person.name}</bdi>
                    </MenuItem>
                  ))}
              </MenuSection>
            ))}
          </Menu>
        ) : null}
      </span>
    </li>
  );
}
