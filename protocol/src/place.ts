import { limits } from "./limits.ts";

const digits = "0123456789abcdefghijklmnopqrstuvwxyz";

/**
 * A place strictly between two: `after` may be "" (the very front) and `before` undefined (the very end). Undefined when there is no room
 * left within a place's length. [SET-2]
 */
export function placeBetween(after: string, before: string | undefined): string | undefined {
  const place = middle(after, before);
  return place.length <= limits.placeLength ? place : undefined;
}

function middle(after: string, before: string | undefined): string {
  if (before !== undefined) {
    let shared = 0;
    while (shared < before.length && (after[shared] ?? "0") === before[shared]) shared++;
    if (shared > 0) return before.slice(0, shared) + middle(after.slice(shared), before.slice(shared));
  }
  const low = after === "" ? 0 : digits.indexOf(after[0] as string);
  const high = before === undefined ? digits.length : digits.indexOf(before[0] as string);
  if (high - low > 1) return digits[Math.floor((low + high) / 2)] as string;
  if (before !== undefined && before.length > 1) return before[0] as string;
  return (digits[low] as string) + middle(after.slice(1), undefined);
}
