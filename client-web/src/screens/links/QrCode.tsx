import { encodeQR } from "qr";
import { useId, useMemo } from "react";

/** The quiet zone that readers need, in modules. */
const QUIET = 4;

/** A QR code that is dark on light in every theme: readers do not know dark mode. */
export function QrCode({ text, title, className = "" }: { text: string; title: string; className?: string }) {
  const id = useId();
  const { size, path } = useMemo(() => draw(text), [text]);
  return (
    <svg className={`qr ${className}`} role="img" aria-labelledby={id} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges">
      <title id={id}>{title}</title>
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}

/** The dark modules as one path, row by row. */
export function draw(text: string): { size: number; path: string } {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: QUIET });
  const parts: string[] = [];
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x += 1) {
      if (!row[x]) continue;
      const from = x;
      while (row[x + 1]) x += 1;
      parts.push(`M${from} ${y}h${x - from + 1}v1h-${x - from + 1}z`);
    }
  });
  return { size: rows.length, path: parts.join("") };
}
