/** The colours of notes. Apart from the notes themselves, which bring Yjs with them. */
export const COLORS = ["yellow", "green", "blue", "pink", "white"] as const;
export type Color = (typeof COLORS)[number];

/** What the colours of a board stand for, where facilitators said so. */
export type Legend = { readonly [color in string]?: string };
