import { misuse } from "./errors.ts";

/** More than anyone waits for. */
export const mostSeeds = 100_000;

/** Seeds as they are written: `20` for 1 to 20, `5-9` for five of them, `3,7` for two. */
export function seedsOf(text: string): string[] {
  if (/^\d+$/.test(text)) return span(1, Number(text));
  return text.split(",").flatMap((part) => {
    const range = /^(\d+)-(\d+)$/.exec(part.trim());
    if (range !== null) return span(Number(range[1]), Number(range[2]));
    if (/^[\w.-]{1,64}$/.test(part.trim())) return [part.trim()];
    throw misuse(`${JSON.stringify(part)} is no seed`, "seeds are written 20 (for 1 to 20), 5-9, or 3,7");
  });
}

function span(from: number, to: number): string[] {
  const count = to - from + 1;
  if (count < 1 || count > mostSeeds) throw misuse(`${from} to ${to} are ${count} seeds; it is 1 to ${mostSeeds}`);
  return Array.from({ length: count }, (_, i) => String(from + i));
}
