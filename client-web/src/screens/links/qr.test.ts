import { decodeQR } from "qr/decode.js";
import { expect, test } from "vitest";
import { draw } from "./QrCode.tsx";

/** Paints the path as the browser would, some pixels for each module, and reads it back. */
function read(text: string): string {
  const { size, path } = draw(text);
  const scale = 4;
  const data = new Uint8ClampedArray(size * scale * size * scale * 4).fill(255);
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1) {
      for (let column = Number(x) * scale; column < (Number(x) + Number(width)) * scale; column += 1) {
        data.fill(0, (row * size * scale + column) * 4, (row * size * scale + column) * 4 + 3);
      }
    }
  }
  return decodeQR({ width: size * scale, height: size * scale, data });
}

test("the code that is drawn is the link", () => {
  const link = "https://convene.example/m/01923456-789a-7abc-8def-0123456789ab#j.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQR";
  expect(read(link)).toBe(link);
});
