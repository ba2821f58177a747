import { useEffect, useState } from "react";
import { announcer, heardAnew } from "./announcer.ts";

/** The page's one polite live region, plus one assertive for forced moves. Mounted once, in the app. */
export function LiveRegion() {
  const [polite, setPolite] = useState("");
  const [urgent, setUrgent] = useState("");
  useEffect(() => announcer.listen((text, isUrgent) => (isUrgent ? setUrgent : setPolite)((before) => heardAnew(before, text))), []);
  return (
    // By this name open dialogs leave it to be heard: they hide everything else around them.
    <div className="hidden-visually" data-live-announcer="true">
      <div aria-live="polite" role="status">
        {polite}
      </div>
      <div aria-live="assertive" role="alert">
        {urgent}
      </div>
    </div>
  );
}
