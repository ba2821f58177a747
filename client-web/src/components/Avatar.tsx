import "./avatar.css";
import { initials } from "./initials.ts";

export interface AvatarProps {
  name: string;
  tone?: "plain" | "presenter" | "away";
}

/** Initials beside a name; the name itself is always written next to it, so this is decoration. */
export function Avatar({ name, tone = "plain" }: AvatarProps) {
  return (
    <span className="avatar" data-tone={tone} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
