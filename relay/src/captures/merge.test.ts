import type { Frame } from "@lighty/protocol";
import { type CaptureAbout, type CapturedFrame, differences, Receipts } from "@lighty/protocol/captures";
import { expect, test } from "vitest";
import { workout } from "../../test/workout.ts";
import { CaptureStream, captureText } from "./capture-file.ts";
import { mergeFrames, planMerge, type Readable } from "./merge.ts";

const frames = workout("captures-4");
const skewMs = 90_000;

/** A capture of these frames by a recorder whose clock is that far ahead of the first device's. */
function file(name: string, given: readonly Frame[], aheadMs: number, more: Partial<CaptureAbout> = {}): Readable {
  const devices = [...new Map(given.map(({ observer }) => [observer.deviceId, observer])).values()];
  const about: CaptureAbout = { devices, clockSamples: [], redaction: "none", ...more };
  const lines = given.map((frame) => ({ receivedAt: frame.observedAt + aheadMs + 3, text: JSON.stringify(frame) }));
  const bytes = async function* () {
    for await (const text of captureText(
      about,
      (async function* () {
        yield lines;
      })(),
    ))
      yield Buffer.from(text);
  };
  return { name, open: () => CaptureStream.open(bytes()) };
}

async function merge(files: readonly Readable[]) {
  const plan = await planMerge(files);
  const merged: CapturedFrame[] = [];
  for await (const batch of mergeFrames(files, plan)) merged.push(...batch);
  return { plan, merged };
}

const of = (role: string) => frames.filter(({ observer }) => observer.role === role);
const keyOf = ({ frame }: CapturedFrame) => `${frame.observer.deviceId} ${frame.traceSeq}`;

test("[CAP-7] what two devices' relays saw apart is one story again, in one clock, by a device's clock samples", async () => {
  const [phone, watch] = [of("phone"), of("watch")];
  const deviceId = phone[0]?.observer.deviceId as string;
  const sample = (offsetMs: number) => ({ clockSamples: [{ deviceId, at: 1, offsetMs, uncertaintyMs: 4 }] });
  const files = [file("a", phone, 0, sample(0)), file("b", [...watch, ...phone.slice(5)], skewMs, sample(skewMs))];
  const { plan, merged } = await merge(files);
  expect(plan.aligned[1]).toEqual({ name: "b", offsetMs: -skewMs, uncertaintyMs: 8, by: "clock samples" });
  expect(plan).toMatchObject({ frames: frames.length, duplicates: phone.length - 5, holes: [] });
  expect(merged.map(keyOf).sort()).toEqual(frames.map((frame) => keyOf({ frame } as CapturedFrame)).sort());
  for (const role of ["phone", "watch"]) {
    const own = merged.filter(({ frame }) => frame.observer.role === role).map(({ frame }) => frame);
    expect(own).toEqual(of(role));
  }
});

test("[CAP-7] without samples the crossings between the devices align them, and doubt is told", async () => {
  const [phone, watch] = [of("phone"), of("watch")];
  const { plan } = await merge([file("a", phone, 0), file("b", watch, skewMs)]);
  const [, aligned] = plan.aligned;
  expect(aligned?.uncertaintyMs).toBeNull();
  expect(aligned?.by).toBe("arrivals");
  // The simulated clocks differ as well; what is left of the skew is what crossings can tell.
  const withSamples = (given: readonly Frame[], aheadMs: number) => ({
    clockSamples: [{ deviceId: given[0]?.observer.deviceId as string, at: 1, offsetMs: aheadMs, uncertaintyMs: 2 }],
  });
  const sampled = await merge([
    file("a", phone, 0, withSamples(phone, 0)),
    file("b", watch, skewMs, withSamples(watch, skewMs)),
  ]);
  expect(sampled.plan.aligned[1]).toMatchObject({ by: "crossings", uncertaintyMs: expect.any(Number) });
});

test("[CAP-7] what none of them has is stated; differently redacted ones are refused", async () => {
  const phone = of("phone");
  const { plan } = await merge([file("a", phone.slice(0, 4), 0), file("b", phone.slice(7), 0)]);
  expect(plan.holes).toMatchObject([{ first: 5, last: 7 }]);
  await expect(merge([file("a", phone, 0), file("b", phone, 0, { redaction: "health" })])).rejects.toMatchObject({
    code: "capture_invalid",
  });
});

test("two captures differ by event: what is missing, what is extra, what fared otherwise, what came in another order", () => {
  const receipts = (given: readonly Frame[]) => {
    const all = new Receipts();
    for (const frame of given) all.add(frame);
    return all;
  };
  expect(differences(receipts(frames), receipts(frames))).toEqual([]);
  const received = frames.flatMap((frame, i) =>
    frame.direction === "received" && frame.verdicts?.some(({ eventId }) => eventId !== undefined) ? [i] : [],
  );
  const [first, second] = received as [number, number];
  const lost = differences(receipts(frames), receipts(frames.toSpliced(first, 1)));
  expect(lost.length).toBeGreaterThan(0);
  expect(lost.every(({ is }) => is === "missing" || is === "verdict")).toBe(true);
  expect(differences(receipts(frames.toSpliced(first, 1)), receipts(frames)).some(({ is }) => is === "extra")).toBe(
    true,
  );
  const changed = structuredClone(frames);
  for (const verdict of changed[second]?.verdicts ?? []) verdict.verdict = "ended";
  const fared = differences(receipts(frames), receipts(changed));
  expect(fared).toMatchObject([{ is: "verdict", after: expect.arrayContaining(["ended"]) }]);
  const sameRole = received.filter((i) => frames[i]?.observer.role === frames[first]?.observer.role);
  const last = sameRole.at(-1) as number;
  const swapped = frames.with(first, frames[last] as Frame).with(last, frames[first] as Frame);
  expect(differences(receipts(frames), receipts(swapped)).some(({ is }) => is === "order")).toBe(true);
});
