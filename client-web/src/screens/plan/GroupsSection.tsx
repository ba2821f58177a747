import { useRef } from "react";
import { useView } from "../../meeting/context.tsx";
import { Groups } from "./Groups.tsx";
import { VoiceLinks } from "./VoiceLinks.tsx";

/** Rooms and people, and where the rooms talk. */
export function GroupsSection() {
  const view = useView();
  const voice = useRef<HTMLElement>(null);
  const showVoiceLinks = () => {
    voice.current?.scrollIntoView({ block: "nearest" });
    voice.current?.querySelector("textarea")?.focus({ preventScroll: true });
  };
  return (
    <>
      <Groups onVoiceLinks={showVoiceLinks} />
      {Object.keys(view.rooms).length > 1 ? <VoiceLinks ref={voice} /> : null}
    </>
  );
}
