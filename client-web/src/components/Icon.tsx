/** Line icons, drawn on a 24 px grid. Always beside their word, or with the word as the control's name. */
const PATHS = {
  hand: "M8 12V6a1.5 1.5 0 0 1 3 0v5m0-6.5a1.5 1.5 0 0 1 3 0V11m0-5a1.5 1.5 0 0 1 3 0v7c0 4.5-2 7-6 7-3 0-4.600-1.500-6.200-4.200L3.600 13a1.500 1.500 0 0 1 2.500-1.600L8 14",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l1.500 2h-15L6 16m4 4.500a2 2 0 0 0 4 0",
  phone: "M6 3h3l1.500 5-2 1.500a12 12 0 0 0 6 6l1.500-2 5 1.500v3a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2",
  leave: "M14 4H6v16h8M10 12h11m-4-4 4 4-4 4",
  people: "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7m-7 9c0-4 3-6 7-6s7 2 7 6m-.5-16.200a3.500 3.500 0 0 1 0 6.700M17.500 14.300c2.800.6 4.500 2.500 4.500 5.700",
  board: "M4 5h16v14H4zM9.300 5v14m5.400-14v14",
  chat: "M4 5h16v11H11l-5 4v-4H4z",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18m0-14v5l3.500 2",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  check: "M4 12.500 9.500 18 20 6.500",
  pen: "M4 20l1-4L16 5l3 3L8 19l-4 1m9-12 3 3",
  list: "M9 6h11M9 12h11M9 18h11M4.500 6h.01M4.500 12h.01M4.500 18h.01",
  sign: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M8.500 14.500c1 1.500 2.200 2 3.500 2s2.500-.5 3.500-2M9 9.500h.01M15 9.500h.01",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  grip: "M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01",
  offline: "M3 3l18 18M8.500 12.500a6 6 0 0 1 3-1.400m4 1.400-.5-.4M5 9a11 11 0 0 1 3.500-2.200M19 9a11 11 0 0 0-8-2.900M12 18h.01",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
