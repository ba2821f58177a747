import type { TFunction } from "i18next";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Avatar } from "../../components/Avatar.tsx";
import { Button } from "../../components/Button.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { Icon } from "../../components/Icon.tsx";
import { LateMenu } from "../../components/LateMenu.tsx";
import { Menu, MenuItem, MenuSection } from "../../components/Menu.tsx";
import { useGrowing } from "../../components/useGrowing.tsx";
import type { DetailView, PersonId, PersonView, View } from "../../generated/protocol.ts";
import { useMe, useSend, useServerNow, useView } from "../../meeting/context.tsx";
import { canPresent, hasPresenterRole, isExpected, isNewcomer, mayFacilitate, peopleOf, perhapsExpected, presenterListens, presenterOf, speakerOf } from "../../meeting/people.ts";
import { useRoomName } from "../../meeting/words.ts";
import { usePersonActs } from "../people/usePersonActs.tsx";

/**
 * Who is in the room: a stable order, the presenter marked, who dropped and who waits for the word seen at a glance. Of a hall full of people
 * the first, and everybody who has a part in what happens. Not drawn again with each tick of the room's clocks.
 */
export const People = memo(function PeopleOfRoom({ me, detail }: { me: PersonView; detail: DetailView | undefined }) {
  const { t } = useTranslation();
  const view = useView();
  const people = peopleOf(view, me.room);
  const { drawn, more } = useGrowing(people.length);
  const parts = partsIn(me, detail);
  const shown = people.filter((person, index) => index < drawn || person.role === "facilitator" || person.facilitates === me.room || parts.has(person.id));
  const anyoneAway = shown.some((person) => !person.here && !isExpected(person));
  const now = useServerNow(anyoneAway ? 5_000 : undefined);
  const presenter = presenterOf(detail);
  // Who facilitates the meeting has something in each menu, and may have a hundred and fifty of them.
  const menu = me.role === "facilitator" ? "late" : mayFacilitate(me, me.room) || presenter === me.id ? "now" : undefined;
  return (
    <div className="people">
      <h2 className="people-heading">
        {t("room.people")} <span className="soft">{people.length}</span>
      </h2>
      <TakeNotes me={me} detail={detail} />
      <ul className="people-list">
        {shown.map((person) => (
          <PersonRow
            key={person.id}
            person={person}
            own={person.id === me.id}
            presents={person.id === presenter}
            hand={(detail?.hands.findIndex((hand) => hand.person === person.id) ?? -1) + 1}
            marks={marksOf(t, view, person, me, detail, now).join(" · ")}
            menu={menu}
          />
        ))}
      </ul>
      {more}
    </div>
  );
});

/** Who does something in a room, or wants to; and oneself. */
function partsIn(me: PersonView, detail: DetailView | undefined): ReadonlySet<PersonId | undefined> {
  const round = detail?.round?.ended_at === null ? detail.round : undefined;
  const hands = detail?.hands.map((hand) => hand.person) ?? [];
  return new Set([me.id, presenterOf(detail), speakerOf(detail), detail?.speaker, detail?.note_taker, ...hands, ...(round?.offers ?? [])]);
}

/** In a round somebody takes the notes; whoever says so first. */
function TakeNotes({ me, detail }: { me: PersonView; detail: DetailView | undefined }) {
  const { t } = useTranslation();
  const view = useView();
  const send = useSend();
  const taker = detail?.note_taker === undefined ? undefined : view.people[detail.note_taker];
  const mine = taker?.id === me.id;
  const runs = detail?.round?.ended_at === null;
  const free = taker === undefined || !taker.here;
  if (view.meeting.ended_at !== null || me.role === "observer" || !(mine || (runs && free && presenterOf(detail) !== me.id && me.role === "participant"))) return null;
  return (
    <Button kind="quiet" className="take-notes" onPress={() => void send({ type: "take_notes", taken: !mine })}>
      <Icon name="pen" size={16} />
      {t(mine ? "people.stopNotes" : "people.takeNotes")}
    </Button>
  );
}

/** Plain values: a row of which nothing changed is not drawn again, of a hundred and fifty. */
interface PersonRowProps {
  person: PersonView;
  own: boolean;
  presents: boolean;
  /** Their place among the raised hands; zero: not raised. */
  hand: number;
  marks: string;
  menu: "late" | "now" | undefined;
}

const PersonRow = memo(function PersonRow({ person, own, presents, hand, marks, menu }: PersonRowProps) {
  const { t } = useTranslation();
  return (
    <li className="person" data-away={!person.here || undefined}>
      <Avatar name={person.name} tone={!person.here ? "away" : presents ? "presenter" : "plain"} />
      <div className="person-words">
        <span className="person-name">
          <bdi>{person.name}</bdi>
          {own ? <span className="soft"> ({t("common.you")})</span> : null}
          {person.pronouns === null ? null : (
            <span className="soft person-pronouns">
              {" "}
              <bdi>{person.pronouns}</bdi>
            </span>
          )}
        </span>
        {marks === "" ? null : <span className="person-marks">{marks}</span>}
        {person.organization === null && person.subject === null ? null : (
          <span className="person-organization">
            <bdi>{[person.organization, person.subject].filter((part) => part !== null).join(" · ")}</bdi>
          </span>
        )}
      </div>
      {hand > 0 ? (
        <span className="person-hand" title={t("people.handUp", { place: hand })}>
          <Icon name="hand" size={16} />
          <span aria-hidden="true">{hand}</span>
          <span className="hidden-visually">{t("people.handUp", { place: hand })}</span>
        </span>
      ) : null}
      {menu === "late" ? (
        <LateMenu label={t("people.menu", { name: person.name })} trigger={<Icon name="more" size={18} />} className="person-menu">
          {(startOpen) => <PersonMenu person={person} handUp={hand > 0} startOpen={startOpen} />}
        </LateMenu>
      ) : null}
      {menu === "now" ? <PersonMenu person={person} handUp={hand > 0} /> : null}
    </li>
  );
});

function marksOf(t: TFunction, view: View, person: PersonView, me: PersonView, detail: DetailView | undefined, now: number): string[] {
  const supported = person.supports === undefined ? undefined : view.people[person.supports]?.name;
  const marks: string[] = [];
  if (presenterOf(detail) === person.id) marks.push(presenterListens(view, detail) ? t("people.presenterListening") : t("people.presenter"));
  if (isNewcomer(person.id, detail)) marks.push(t("people.newcomer"));
  if (speakerOf(detail) === person.id) marks.push(t("people.hasTurn"));
  if (detail?.speaker === person.id) marks.push(t("keynote.speaks"));
  if (person.role === "facilitator") marks.push(person.visiting === undefined ? t("people.facilitator") : t("groups.visit.mark"));
  else if (person.facilitates === me.room) marks.push(t("people.roomFacilitator"));
  if (person.role === "observer") marks.push(t("people.observer"));
  if (person.role === "access_support") marks.push(supported === undefined ? t("people.support") : t("people.supportOf", { name: supported }));
  if (detail?.round?.ended_at === null && detail.round.presenter === null && detail.round.offers.includes(person.id)) marks.push(t("people.offers"));
  if (detail?.note_taker === person.id) marks.push(t("people.takesNotes"));
  if (perhapsExpected(view, person.id)) marks.push(t("perhaps.mark"));
  if (isExpected(person)) marks.push(t("people.expected"));
  else if (!person.here) marks.push(t("people.away", { time: clock(now - person.here_since) }));
  else if (!person.arrived && person.id !== me.id) marks.push(t("people.onTheWay"));
  return marks;
}

function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function PersonMenu({ person, ...rest }: { person: PersonView; handUp: boolean; startOpen?: boolean }) {
  const me = useMe();
  return me ? <MenuOf person={person} me={me} {...rest} /> : null;
}

function MenuOf({ person, me, handUp, startOpen = false }: { person: PersonView; me: PersonView; handUp: boolean; startOpen?: boolean }) {
  const { t } = useTranslation();
  const view = useView();
  const detail = view.details[me.room];
  const send = useSend();
  const roomName = useRoomName();
  const [removing, setRemoving] = useState(false);
  const acts = usePersonActs(person);
  const leading = mayFacilitate(me, me.room);
  const mayPresent = detail?.round?.ended_at === null && hasPresenterRole(view, detail) && canPresent(person);
  const presents = presenterOf(detail) === person.id;
  const leads = person.facilitates === me.room;
  const all = me.role === "facilitator";
  const rooms = Object.values(view.rooms)
    .filter((room) => room.id !== me.room)
    .sort((a, b) => a.number - b.number);
  const open = view.meeting.breakouts.state === "open";
  const items = [
    handUp && leading ? (
      <MenuItem key="word" onAction={() => void send({ type: "lower_hand", person: person.id, called: true })}>
        {t("people.giveWord")}
      </MenuItem>
    ) : null,
    handUp && leading ? (
      <MenuItem key="hand" onAction={() => void send({ type: "lower_hand", person: person.id, called: false })}>
        {t("people.lowerHand")}
      </MenuItem>
    ) : null,
    isNewcomer(person.id, detail) ? (
      <MenuItem key="in" onAction={() => void send({ type: "let_in", room: me.room, person: person.id })}>
        {t("newcomers.letIn", { name: person.name })}
      </MenuItem>
    ) : null,
    // Who presents steps down, and may hand over.
    mayPresent && presents && person.id === me.id ? (
      <MenuItem key="stepDown" onAction={() => void send({ type: "offer_to_present", offered: false })}>
        {t("people.stepDown")}
      </MenuItem>
    ) : mayPresent ? (
      <MenuItem key="presenter" onAction={() => void send({ type: "set_presenter", room: me.room, person: presents ? null : person.id })}>
        {presents ? t("people.noPresenter") : t("people.makePresenter")}
      </MenuItem>
    ) : null,
    all && person.role === "participant" ? (
      <MenuItem key="lead" onAction={() => void send({ type: "set_room_facilitator", person: person.id, room: leads ? null : me.room })}>
        {leads ? t("people.noFacilitator") : t("people.makeFacilitator")}
      </MenuItem>
    ) : null,
    all && open && rooms.length > 0 ? (
      <MenuSection key="move" heading={t("people.moveTo")}>
        {rooms.map((room) => (
          <MenuItem key={room.id} onAction={() => void send({ type: "move", people: [person.id], room: room.id })}>
            {roomName(room.id)}
          </MenuItem>
        ))}
      </MenuSection>
    ) : null,
    all ? acts.items : null,
    all && person.id !== me.id ? (
      <MenuItem key="remove" danger onAction={() => setRemoving(true)}>
        {t("people.remove")}
      </MenuItem>
    ) : null,
  ].filter((item) => item !== null);
  if (items.length === 0) return null;
  return (
    <>
      <Menu label={t("people.menu", { name: person.name })} trigger={<Icon name="more" size={18} />} className="person-menu" startOpen={startOpen}>
        {items}
      </Menu>
      <Confirm
        title={t("people.removeTitle", { name: person.name })}
        consequence={t("people.removeConsequence", { name: person.name })}
        confirm={t("people.removeConfirm")}
        cancel={t("common.cancel")}
        isOpen={removing}
        onConfirm={() => void send({ type: "remove_person", person: person.id })}
        onClose={() => setRemoving(false)}
      />
      {acts.dialogs}
    </>
  );
}
