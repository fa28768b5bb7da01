import { CaptureReader } from "@lighty/protocol/captures";
import { verify } from "@lighty/protocol/replay";
import { expect, test } from "vitest";
import { clearAir, Lab } from "./lab.ts";
import { testOf } from "./test-file.ts";

/** A workout by hand: an edit on both sides of an outage, in air that is none of the best. */
function train(seed: string): Lab {
  const lab = new Lab(seed);
  lab.advance(500);
  lab.start("phone");
  lab.advance(3_000);
  const [first] = lab.device("watch").view?.exercises[0]?.sets ?? [];
  const setId = first?.setId ?? "none";
  lab.setAir({ ...clearAir, loss: 0.2, duplicate: 0.5, delay: 0.3 });
  lab.do("watch", { act: "complete_set", setId, isCompleted: true });
  lab.advance(4_000);
  lab.setRange(false);
  lab.advance(500);
  lab.do("phone", { act: "edit_set", setId, weight: 100 });
  lab.do("watch", { act: "edit_set", setId, weight: 102.5 });
  lab.advance(3_000);
  return lab;
}

test("the same seed and the same deeds give the same frames", () => {
  const [one, other, else_] = [train("1"), train("1"), train("2")];
  expect(one.entries.length).toBeGreaterThan(20);
  expect(one.capture()).toBe(other.capture());
  expect(one.capture()).not.toBe(else_.capture());
});

test("out of range both go on, and say what the other has not got; back in range both hold the same", () => {
  const lab = train("1");
  const [phone, watch] = [lab.device("phone"), lab.device("watch")];
  expect([phone.isReachable, watch.isReachable]).toEqual([false, false]);
  expect(phone.unacknowledged.size + watch.unacknowledged.size).toBeGreaterThan(0);
  expect(phone.view?.exercises[0]?.sets[0]?.weight).toBe(100);
  expect(watch.view?.exercises[0]?.sets[0]?.weight).toBe(102.5);
  lab.setAir(clearAir);
  lab.setRange(true);
  lab.advance(60_000);
  const weights = (["phone", "watch"] as const).map((role) => lab.device(role).view?.exercises[0]?.sets[0]?.weight);
  expect(new Set(weights).size).toBe(1);
  expect([lab.device("phone").queueDepth, lab.device("watch").queueDepth]).toEqual([0, 0]);
});

test("an app that is killed comes back with all it held", () => {
  const lab = train("3");
  const before = lab.device("phone").view?.exercises;
  lab.kill("phone", "app");
  expect(lab.device("phone").isRunning).toBe(false);
  lab.advance(5_000);
  expect(lab.device("phone").isRunning).toBe(true);
  expect(lab.device("phone").view?.exercises).toEqual(before);
});

test("what happened is a whole capture, which the law finds nothing wrong with, and a test", () => {
  const lab = train("1");
  lab.setRange(true);
  lab.advance(30_000);
  lab.do("phone", { act: "finish", outcome: "none" });
  lab.advance(120_000);
  const capture = lab.capture();
  const reader = new CaptureReader();
  const frames = [...reader.push(capture), ...reader.end()];
  expect(reader.report().missing).toEqual([]);
  const entries = frames.map(({ receivedAt, frame }, index) => ({ entry: index + 1, receivedAt, frame }));
  expect(verify({ entries }).problems).toEqual([]);
  const [training] = verify({ entries }).shown.trainings as { activeEnergyKcal?: number }[];
  expect(training).toBeDefined();
  expect(testOf("the Lab", capture)).toContain("verify({ entries, expected })");
});
