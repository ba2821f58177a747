import { DoorPart } from "./DoorPart.tsx";
import ExpectedPart from "./ExpectedPart.tsx";
import PreparingPart from "./PreparingPart.tsx";
import { RehearsalPart } from "./RehearsalPart.tsx";
import { SaidPart } from "./SaidPart.tsx";
import { SchedulePart } from "./SchedulePart.tsx";

/** What is settled before people come: when it is, what they are asked, who comes in; and a rehearsal of it all. */
export default function BeforeSection() {
  return (
    <div className="plan-parts">
      <div className="stack">
        <SaidPart />
        <SchedulePart />
        <RehearsalPart />
      </div>
      <DoorPart />
      <PreparingPart />
      <ExpectedPart />
    </div>
  );
}
