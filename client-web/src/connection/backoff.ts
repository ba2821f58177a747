/** For five minutes a client tries at least each two seconds; after that the fault is a long one and it spares the server. */
export const EAGER_FOR_MS = 5 * 60_000;
export const EAGER_MAX_MS = 2_000;
export const PATIENT_MAX_MS = 20_000;
const FIRST_MS = 250;

/**
 * How long to wait before try number `attempt` (from 0), in ms. Full jitter: anything from zero to the bound, so that a
 * hundred and fifty pages that lost one server do not come back in one instant.
 * `lostForMs`: since the connection was lost. `random`: from 0 up to 1.
 */
export function backoffMs(attempt: number, lostForMs: number, random: number): number {
  const most = lostForMs < EAGER_FOR_MS ? EAGER_MAX_MS : PATIENT_MAX_MS;
  const bound = Math.min(most, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(bound * random);
}
