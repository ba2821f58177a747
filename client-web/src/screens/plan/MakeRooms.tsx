import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Switch } from "../../components/Switch.tsx";
import { TextField } from "../../components/TextField.tsx";
import { useView } from "../../meeting/context.tsx";
import { breakoutRooms } from "../facilitator/rooms.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { ChoosePart } from "./ChoosePart.tsx";
import { numberIn } from "./groups.ts";
import { SavedGroups } from "./SavedGroups.tsx";

/** Rooms in number, what happens to late arrivals, the way to voice links. */
export function MakeRooms({ onVoiceLinks }: { onVoiceLinks: () => void }) {
  const { t } = useTranslation();
  const view = useView();
  const { attempt, problem } = useAttempt();
  const closed = view.meeting.breakouts.state === "closed";
  const rooms = breakoutRooms(view);
  const [typed, setCount] = useState<string>();
  // The first rooms come in number, later ones one by one: what was asked for once is not asked for again by itself.
  const count = typed ?? (rooms.length === 0 ? "4" : "1");
  const roomsWanted = numberIn(count, 1, 100);

  const makeRooms = async () => {
    if (roomsWanted !== undefined && (await attempt({ type: "create_rooms", count: roomsWanted }))) setCount(undefined);
  };

  return (
    <>
      <div className="make-rooms">
        <form
          className="make-form"
          onSubmit={(event) => {
            event.preventDefault();
            void makeRooms();
          }}
        >
          <TextField label={rooms.length === 0 ? t("plan.groups.howMany") : t("plan.groups.howManyMore", { count: rooms.length })} className="field-number" value={count} onChange={setCount} inputMode="numeric" />
          <Button type="submit" kind={rooms.length === 0 ? "main" : "plain"} large isDisabled={roomsWanted === undefined}>
            {t("plan.groups.make")}
          </Button>
        </form>
        <Switch isSelected={view.meeting.place_late} onChange={(late) => void attempt({ type: "set_late_arrivals", place: late })}>
          {t("plan.groups.late")}
        </Switch>
        {rooms.length > 0 && view.choice === null ? <ChoosePart /> : null}
        {rooms.length > 0 ? <SavedGroups /> : null}
        {rooms.length > 0 ? <ToVoiceLinks onPress={onVoiceLinks} /> : null}
      </div>
      <Refused words={problem} />
      {closed ? null : <p className="soft small">{t("plan.groups.openNow")}</p>}
    </>
  );
}

/** Voice links are given further down: a way there that says how many rooms have one. */
function ToVoiceLinks({ onPress }: { onPress: () => void }) {
  const { t } = useTranslation();
  const view = useView();
  const rooms = breakoutRooms(view);
  const linked = rooms.filter((room) => view.details[room.id]?.voice != null).length;
  return (
    <Button large onPress={onPress}>
      <Icon name="phone" size={18} />
      {t("plan.groups.toVoice", { linked, count: rooms.length })}
    </Button>
  );
}
