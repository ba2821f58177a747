import { useState } from "react";
import { knownMeeting, type PlannedRound, rememberMeeting } from "../../connection/identity.ts";
import type { Definition } from "../../generated/protocol.ts";
import { useKnownMeeting } from "../../meeting/context.tsx";

const NOTHING: PlannedRound = { protocol: undefined, minutes: {} };

/** What this facilitator planned for the next round: kept on the device, so that it is the same under Plan, when a round is started, and after a reload. */
export function usePlanned(): [PlannedRound, (planned: PlannedRound) => void] {
  const { id, kind } = useKnownMeeting();
  const [planned, setPlanned] = useState(() => knownMeeting(id, kind)?.planned ?? NOTHING);
  const plan = (next: PlannedRound) => {
    rememberMeeting(id, kind, { planned: next });
    setPlanned(next);
  };
  return [planned, plan];
}

/** The minutes written for a protocol; none where nothing was planned, or where the protocol has other steps now. Pure. */
export function plannedMinutes(planned: PlannedRound, definition: Definition): readonly string[] | undefined {
  const minutes = planned.minutes[definition.id];
  return minutes?.length === definition.steps.length ? minutes : undefined;
}
