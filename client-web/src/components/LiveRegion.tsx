import { useEffect, useState } from "react";
import { announcer } from "./announcer.ts";

/** The page's one polite live region, plus one assertive for forced moves. Mounted once, in the app. */
export function LiveRegion() {
  const [polite, setPolite] = useState("");
  const [urgent, setUrgent] = useState("");
  useEffect(() => announcer.listen((text, isUrgent) => (isUrgent ? setUrgent(text) : setPolite(text))), []);
  return (
    <div className="hidden-visually" data-live-region>
      <div aria-live="polite" role="status">
        {polite}
      </div>
      <div aria-live="assertive" role="alert">
        {urgent}
      </div>
    </div>
  );
}
