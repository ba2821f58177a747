import "./links.css";
import type { KnownMeeting } from "../../connection/identity.ts";
import { FacilitatorLinksCard } from "./FacilitatorLinksCard.tsx";
import { JoinLinkCard } from "./JoinLinkCard.tsx";
import { OtherLinksCard } from "./OtherLinksCard.tsx";

export interface LinkCardsProps {
  known: KnownMeeting;
  passcode?: string | undefined;
  /** When links last changed, in the meeting: another facilitator may have replaced what is shown. */
  changedAt?: number | undefined;
}

/** The links of a meeting, as far as this device has them, and the ways to others. */
export function LinkCards({ known, passcode, changedAt }: LinkCardsProps) {
  return (
    <div className="links">
      <JoinLinkCard known={known} passcode={passcode} changedAt={changedAt} />
      <FacilitatorLinksCard known={known} changedAt={changedAt} />
      {/* Before one is in, what one needs is little. */}
      {known.joined ? <OtherLinksCard known={known} changedAt={changedAt} /> : null}
    </div>
  );
}
