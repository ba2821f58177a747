/** The plan, as a chunk of its own. */
export { PlanPage as default } from "../plan/Plan.tsx";
