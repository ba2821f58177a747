import { GalleryPart } from "./GalleryPart.tsx";
import { TicketPart } from "./TicketPart.tsx";
import { ClosingPart } from "./ClosingPart.tsx";

/** How the meeting closes: the page that everyone then sees, and what is asked on it. */
export default function ClosingSection() {
  return (
    <div className="plan-parts">
      <GalleryPart />
      <ClosingPart />
      <TicketPart />
    </div>
  );
}
