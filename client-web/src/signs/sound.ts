/** A soft chime, made by the browser itself. */

/** Of full volume: heard beside a conversation, never over it. */
const LOUDNESS = 0.06;
/** A falling fourth: an end, not an alarm. In Hz, and seconds from the start. */
const TONES = [
  { hertz: 784, at: 0 },
  { hertz: 587.3, at: 0.22 },
] as const;
const RINGS_FOR_S = 1.4;
/** A chime that the browser held back for longer is not made up for. */
const LATE_AFTER_MS = 1000;

let audio: AudioContext | undefined;
/** By the context's own clock, in seconds. */
let ringsUntil = 0;

/** Browsers let a page sound only after its person did something on it: from then on it is ready. Gives the way to stop waiting. */
export function readyOnGesture(): () => void {
  const gestures = ["pointerdown", "keydown"] as const;
  const stop = () => gestures.forEach((gesture) => window.removeEventListener(gesture, ready, true));
  const ready = () => {
    stop();
    void wake().then(rest).catch(() => undefined);
  };
  for (const gesture of gestures) window.addEventListener(gesture, ready, true);
  return stop;
}

/** Never throws and never waits: a browser that will not play stays silent. */
export function chime(): void {
  if (audio) void ring().catch(() => undefined);
}

/** For whoever just asked for it by a press. */
export function tryChime(): void {
  void wake().then(ring).catch(() => undefined);
}

async function wake(): Promise<AudioContext | undefined> {
  if (typeof AudioContext === "undefined") return undefined;
  audio ??= new AudioContext();
  await audio.resume();
  return audio;
}

async function ring(): Promise<void> {
  const asked = performance.now();
  const context = await wake();
  if (!context || performance.now() - asked > LATE_AFTER_MS) return;
  const start = context.currentTime + 0.02;
  const sounding = TONES.map(({ hertz, at }) => tone(context, hertz, start + at));
  ringsUntil = start + (TONES.at(-1)?.at ?? 0) + RINGS_FOR_S;
  sounding.at(-1)?.addEventListener("ended", () => void rest(context).catch(() => undefined));
}

/** An idle page should not keep the device's sound at work. */
async function rest(context: AudioContext | undefined): Promise<void> {
  if (context && context.currentTime >= ringsUntil) await context.suspend();
}

function tone(context: AudioContext, hertz: number, start: number): OscillatorNode {
  const loudness = context.createGain();
  loudness.gain.setValueAtTime(0, start);
  loudness.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.0001, start + RINGS_FOR_S);
  const source = context.createOscillator();
  source.frequency.value = hertz;
  source.connect(loudness).connect(context.destination);
  source.start(start);
  source.stop(start + RINGS_FOR_S);
  return source;
}
