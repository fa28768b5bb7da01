import { checkFrame, type Rejection, TeeDown } from "@lighty/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { buildFrame } from "../../test/build.ts";
import { framesMessage, hello } from "../../test/line.ts";
import { Ingest } from "../ingest/ingest.ts";
import { MemoryLog } from "../log/memory-log.ts";
import { DeviceRegister } from "./device-register.ts";
import { grant } from "./scope.ts";
import { Speaker } from "./speaker.ts";
import { TeeSession } from "./tee-session.ts";

const anyone = new Speaker(grant("header", ["publish"]), new DeviceRegister(null), false);

function openSession() {
  const log = new MemoryLog("memorylog000");
  const ingest = new Ingest(log, { now: () => 1_000, later: (run) => queueMicrotask(run) });
  const said: TeeDown[] = [];
  const closes: Rejection[] = [];
  const session = new TeeSession(ingest, log, anyone, {
    say: (message) => void said.push(message),
    close: (rejection) => void closes.push(rejection),
    greeted: () => {},
    welcomed: () => {},
    clock: () => {},
    now: () => 1_000,
    pause: () => {},
  });
  return { log, session, said, closes };
}

const frames = [1, 2, 3].map((traceSeq) =>
  buildFrame({
    traceSeq,
    verdicts: [{ verdict: "applied", registers: ["set/a/weight"] }],
    digests: { s1: "0123456789abcdef" },
  }),
);
const texts = [hello, framesMessage(...frames), { type: "ping", sentAt: 5 }].map((message) => JSON.stringify(message));

/** A message of a device that has gone wrong: pieces cut out, doubled, moved, or replaced by what hurts. */
const mutated = fc
  .record({
    text: fc.constantFrom(...texts),
    cuts: fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        length: fc.integer({ min: 0, max: 12 }),
        by: fc.constantFrom(
          "",
          '"',
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\\",
          "\\u0000",
          "1e999",
          "-1",
          "null",
          "true",
          '"__proto__":',
          "𐀀",
          "\ud800",
        ),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ text, cuts }) =>
    cuts.reduce((mutant, { at, length, by }) => {
      const start = Math.floor(at * mutant.length);
      return mutant.slice(0, start) + by + mutant.slice(start + length);
    }, text),
  );

test("[ERR-2] any message, mutated in any way: answered in the protocol's words, and only frames that pass their schema land", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(mutated, { minLength: 1, maxLength: 4 }), async (messages) => {
      const { log, session, said, closes } = openSession();
      await session.hear(Buffer.from(JSON.stringify(hello)));
      const crossed = messages.map((message) => Buffer.from(message));
      for (const bytes of crossed) {
        // A socket that was closed is not read on.
        if (closes.length === 0) await session.hear(bytes);
      }
      for (const message of said) expect(TeeDown.safeParse(message).success).toBe(true);
      for (const { code, sentence } of closes)
        expect([code, sentence]).toEqual([expect.any(String), expect.any(String)]);
      const { entries } = await log.read({ after: 0, limit: 100 });
      for (const { frame, text } of entries) {
        expect(checkFrame(frame).ok).toBe(true);
        // What crossed is bytes: half of a surrogate pair in a mutant is another character by then.
        expect(crossed.some((bytes) => bytes.toString().includes(text))).toBe(true);
      }
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    }),
    { numRuns: 1_500 },
  );
});
