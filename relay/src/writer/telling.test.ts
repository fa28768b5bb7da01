import { expect, test, vi } from "vitest";
import type { LogEntry } from "../log/event-log.ts";
import { Telling } from "./telling.ts";
import type { Landed } from "./wire.ts";

function landed(first: number, count: number): Landed {
  const listed = new Uint16Array(count);
  return { first, receivedAt: 1, text: new Uint8Array(), places: new Uint32Array(count * 2), sessions: [[]], listed };
}

test("[STR-2] what cannot be read just now is told once it can be, before what came after it", () => {
  const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  let isBroken = true;
  const read = ({ after = 0 }: { after?: number }, head: number) => {
    if (isBroken) throw new Error("disk I/O error");
    const entries = Array.from({ length: head - after }, (_, i) => ({ entry: after + 1 + i }) as LogEntry);
    return { entries, reached: head, hasMore: false };
  };
  const telling = new Telling({ read }, 0, () => {});
  const heard: number[] = [];
  telling.listeners.add((entries) => heard.push(...entries.map(({ entry }) => entry)));
  telling.soon(2, null);
  telling.now();
  telling.soon(4, landed(3, 2));
  telling.now();
  expect([heard, telling.head, warned.mock.calls.length]).toEqual([[], 0, 2]);
  isBroken = false;
  telling.soon(6, landed(5, 2));
  telling.soon(7, landed(7, 1));
  telling.now();
  expect([heard, telling.head]).toEqual([[1, 2, 3, 4, 5, 6, 7], 7]);
  warned.mockRestore();
});
