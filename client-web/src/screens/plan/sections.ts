/** The parts of the plan, in the order of the side list. A further one is a line here and a component in a file of its own. */
import type { ComponentType } from "react";
import { lazily, type Lazily } from "../../components/lazily.ts";
import type { MeetingId } from "../../generated/protocol.ts";
import { GroupsSection } from "./GroupsSection.tsx";

/** Their names are in the words under `plan.section`. One that has no line below is not listed. */
export type SectionId = "agenda" | "groups" | "round" | "talk" | "boards" | "before" | "closing";

export interface Section {
  id: SectionId;
  /** In a chunk of its own, but for what is shown first. */
  Part: ComponentType | Lazily<object>;
}

export const SECTIONS: readonly Section[] = [
  { id: "agenda", Part: lazily(() => import("./Agenda.tsx")) },
  { id: "groups", Part: GroupsSection },
  { id: "round", Part: lazily(() => import("./RoundSection.tsx")) },
  { id: "talk", Part: lazily(() => import("./Talk.tsx")) },
  { id: "before", Part: lazily(() => import("./BeforeSection.tsx")) },
  { id: "closing", Part: lazily(() => import("./ClosingSection.tsx")) },
];

/** Ahead of time, so that the way to another section is open also while the server is away. */
export function preloadSections(): void {
  for (const { Part } of SECTIONS) if ("preload" in Part) Part.preload();
}

/** What a facilitator comes for first. */
const FIRST: SectionId = "groups";

/** Where they were last, as long as the page lives. */
const last = new Map<MeetingId, SectionId>();

export function lastSection(meeting: MeetingId): SectionId {
  return last.get(meeting) ?? FIRST;
}

/** Also for a way from another page: the plan opens there next. */
export function rememberSection(meeting: MeetingId, section: SectionId): void {
  last.set(meeting, section);
}
