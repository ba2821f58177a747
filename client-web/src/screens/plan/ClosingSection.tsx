import { ClosingPart } from "./ClosingPart.tsx";

/** How the meeting closes: the page that everyone then sees. */
export default function ClosingSection() {
  return (
    <div className="plan-parts">
      <ClosingPart />
    </div>
  );
}
