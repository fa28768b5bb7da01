import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CaptureReader } from "../captures/index.ts";
import type { Entry, Frame } from "../frame.ts";
import { Playback } from "./playback.ts";

const folder = new URL("../../vectors/captures/", import.meta.url);

function entriesOf(name: string): Entry[] {
  const reader = new CaptureReader();
  const frames = [...reader.push(readFileSync(new URL(`${name}.ndjson`, folder), "utf8")), ...reader.end()];
  expect(reader.report()).toMatchObject({ missing: [], faultCount: 0 });
  return frames.map(({ receivedAt, frame }, i) => ({ entry: i + 1, receivedAt, frame }));
}

function played(entries: readonly Entry[]): Playback {
  const playback = new Playback();
  playback.apply(entries);
  return playback;
}

/** The entries with one frame bent. */
function bent(entries: readonly Entry[], at: number, change: (frame: Frame) => Partial<Frame>): Entry[] {
  return entries.map((each) =>
    each.entry === at ? { ...each, frame: { ...each.frame, ...change(each.frame) } } : each,
  );
}

const honest = readdirSync(folder)
  .filter((name) => name.endsWith(".ndjson") && name !== "engine-bug.ndjson")
  .map((name) => name.replace(".ndjson", ""));

test.each(honest)("[OBS-1] [OBS-2] every verdict and digest that was recorded in %s comes out again", (name) => {
  const playback = played(entriesOf(name));
  expect(playback.differences).toEqual([]);
  expect(playback.invariants.end()).toEqual([]);
  expect(playback.digests.length).toBeGreaterThan(5);
});

describe("[OBS-2] one wrong word is found at its entry", () => {
  const entries = entriesOf("both-edit-the-same-set");
  const judged = entries.filter(({ frame }) => frame.direction === "received" && (frame.verdicts?.length ?? 0) > 0);

  test("a digest, wherever it is wrong", () => {
    let found = 0;
    for (const { entry } of judged) {
      const wrong = bent(entries, entry, ({ digests }) => ({
        digests: Object.fromEntries(Object.keys(digests ?? {}).map((id) => [id, "00000000000000aa"])),
      }));
      const [first] = played(wrong).differences;
      if (first === undefined) continue;
      found++;
      expect(first).toMatchObject({ about: "digest", entry, reported: "00000000000000aa" });
    }
    // The first of each device is what the others are judged by.
    expect(found).toBeGreaterThanOrEqual(judged.length - 2);
  });

  test("a verdict's registers and losses, not only its word", () => {
    const superseded = judged.find(({ frame }) =>
      frame.verdicts?.some((each) => "lost" in each && each.lost.length > 0),
    );
    expect(superseded).toBeDefined();
    const at = (superseded as Entry).entry;
    const wrong = bent(entries, at, ({ verdicts = [] }) => ({
      verdicts: verdicts.map((each) => ("lost" in each ? { ...each, lost: [] } : each)),
    }));
    expect(played(wrong).differences).toMatchObject([{ about: "verdict", entry: at }]);
  });
});

test("[DIG-1] a device that keeps an old cell is told by the digest alone, with the register and both values", () => {
  const [difference] = played(entriesOf("engine-bug")).differences;
  expect(difference).toMatchObject({ about: "digest", role: "watch", register: "set/bench.2/weight" });
  expect(difference?.sentence).toMatch(
    /did not take set\/bench\.2\/weight: it holds 145 \(revision 1 by phone0001\), the law 152\.5 \(revision \d+ by phone0001\)$/,
  );
});

describe("what must hold in every capture is watched over", () => {
  const entries = entriesOf("clean-session");
  const local = (kind: string) =>
    entries.find(({ frame }) => frame.direction === "local" && frame.body.includes(`"eventType":"${kind}"`)) as Entry;
  const breaches = (changed: readonly Entry[]) => {
    const { invariants } = played(changed);
    return invariants.end().map(({ invariant }) => invariant);
  };

  test("a revision that does not rise", () => {
    const { entry } = local("set_updated");
    const low = bent(entries, entry, ({ body }) => ({ body: body.replace(/"revision":\d+/, '"revision":2') }));
    expect(breaches(low)).toContain("revision_rises");
  });

  test("an edit that is acknowledged though it never came", () => {
    const { frame } = local("set_toggled_completed");
    const { eventId } = JSON.parse(frame.body).events[0];
    const lost = entries.filter((each) => each.frame.direction !== "received" || !each.frame.body.includes(eventId));
    // The trace is whole but for what is missing: numbered anew, as by a device that dropped it and said nothing.
    const seqs = new Map<string, number>();
    const renumbered = lost.map((each) => {
      const traceSeq = (seqs.get(each.frame.observer.deviceId) ?? 0) + 1;
      seqs.set(each.frame.observer.deviceId, traceSeq);
      return { ...each, frame: { ...each.frame, traceSeq } };
    });
    expect(breaches(renumbered)).toContain("no_lost_edit");
  });

  /** The last frame of a device, and one more of the same kind behind it. */
  const another = (kind: string, change: (body: string) => string) => {
    const { frame } = entries.findLast(
      (each) => each.frame.direction === "local" && each.frame.body.includes(kind),
    ) as Entry;
    const last = entries.findLast((each) => each.frame.observer.deviceId === frame.observer.deviceId) as Entry;
    const { digests: _, verdicts: __, verdict: ___, ...bare } = frame;
    const body = change(frame.body).replace(/"revision":\d+/, '"revision":900');
    return [
      ...entries,
      { ...last, entry: entries.length + 1, frame: { ...bare, body, traceSeq: last.frame.traceSeq + 1 } },
    ];
  };

  test("a finish after the last word on it, and an edit after the end was known", () => {
    const anew = (body: string) => body.replace(/"seq":(\d+)/, (_, seq) => `"seq":${Number(seq) + 1}`);
    expect(breaches(another('"outcome":"final"', anew))).toContain("one_finish");
    expect(breaches(another('"eventType":"set_toggled_completed"', anew))).toContain("one_finish");
  });
});
