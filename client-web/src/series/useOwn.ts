import { useEffect, useState } from "react";
import { api } from "../connection/http.ts";
import { knownMeetings } from "../connection/identity.ts";
import { uuidv7 } from "../connection/uuid.ts";
import type { CommitmentView, MeetingId } from "../generated/protocol.ts";

/** What the reader took on in the meeting before, where this device was in it, and a way to tick it. Nobody else is sent it. */
export function useOwn(of: MeetingId): { own: readonly CommitmentView[]; mark: (one: CommitmentView, done: boolean) => Promise<void> } {
  const [own, setOwn] = useState<readonly CommitmentView[]>([]);
  const secret = knownMeetings().find((meeting) => meeting.id === of && meeting.joined)?.personSecret;
  useEffect(() => {
    if (secret === undefined) return undefined;
    let current = true;
    api.ownCommitments(of, secret).then(
      ({ commitments }) => current && setOwn(commitments),
      // The meeting before may be deleted: the rest of the card stands without it.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [of, secret]);
  const mark = async (one: CommitmentView, done: boolean) => {
    if (secret === undefined) return;
    const { commitments } = await api.markCommitment(of, { command_id: uuidv7(), commitment: one.id, done }, secret);
    setOwn(commitments);
  };
  return { own, mark };
}
