import { DoorPart } from "./DoorPart.tsx";
import ExpectedPart from "./ExpectedPart.tsx";
import PreparingPart from "./PreparingPart.tsx";
import { SchedulePart } from "./SchedulePart.tsx";

/** What is settled before people come: when it is, what they are asked, who comes in. */
export default function BeforeSection() {
  return (
    <div className="plan-parts">
      <SchedulePart />
      <DoorPart />
      <PreparingPart />
      <ExpectedPart />
    </div>
  );
}
