/** The parts of a meeting that a facilitator goes between. */
export type FacilitatorPage = "room" | "rooms" | "people" | "plan" | "links";

export interface FacilitatorPageProps {
  /** Shows another part; without it a page offers no way there. */
  onShow?: (page: FacilitatorPage) => void;
}
