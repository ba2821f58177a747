import { Suspense } from "react";
import { lazily } from "../components/lazily.ts";
import type { PersonView } from "../generated/protocol.ts";
import { usePoll } from "./usePoll.ts";

const PollCard = lazily(() => import("./PollCard.tsx"));

/** Where the poll that is asked now has its place; nothing while none is. */
export function PollSlot({ me }: { me: PersonView }) {
  const { poll, onPutAway } = usePoll();
  if (poll === undefined) return null;
  return (
    <Suspense fallback={null}>
      <PollCard me={me} poll={poll} onPutAway={onPutAway} />
    </Suspense>
  );
}
