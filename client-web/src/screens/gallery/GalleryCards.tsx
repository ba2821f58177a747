import "./gallery.css";
import type { PersonView } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { homeOf } from "./gallery.ts";
import { OwnCard } from "./OwnCard.tsx";
import { Visits } from "./Visits.tsx";

/** What of the gallery is asked of the reader now. */
export default function GalleryCards({ me }: { me: PersonView }) {
  const view = useView();
  const { phase } = view.gallery;
  const inMain = me.room === view.meeting.main_room;
  const isOpen = phase === "open" && inMain;
  // While others' cards are visited one's own is there for its responses, or because it is still missing.
  const showsOwn = homeOf(view, me) !== undefined && (me.role !== "facilitator" || !inMain);
  return (
    <div className="gallery-parts">
      {isOpen ? <Visits me={me} /> : null}
      {showsOwn ? <OwnCard me={me} /> : null}
    </div>
  );
}
