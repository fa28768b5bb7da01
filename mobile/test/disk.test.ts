// @vitest-environment node
import { Random } from "@lighty/protocol/sim";
import { expect, test, vi } from "vitest";
import { StoreFault } from "../src/store/store-fault.ts";
import { Gym, madeBy, training } from "./gym.ts";

const full = new StoreFault("full", "there is no room left to save workouts");

test("[DUR-1] a full disk is said, loses nothing that was tapped, and lets nothing leave until it is saved", async () => {
  const gym = new Gym(new Random("full"));
  const sessionId = await training(gym);
  const { phone } = gym;
  if (phone === null) throw new Error("no phone");
  const setId = gym.face.live?.exercises[0]?.sets[0]?.setId ?? "";
  gym.store.refusal = full;
  expect(await phone.session.editSet(setId, { weight: 90 })).toEqual({ outcome: "unsaved", id: setId });
  expect(gym.face.trouble).toMatchObject({ kind: "full", sentence: full.sentence });
  expect(gym.face.trouble?.unsaved).toBeGreaterThan(0);
  // The lifter goes on, and sees what was tapped.
  expect(await phone.session.completeSet(setId, true)).toMatchObject({ outcome: "unsaved" });
  expect(gym.face.live?.exercises[0]?.sets[0]).toMatchObject({ weight: 90, isCompleted: true, truth: "here" });
  // What the watch says is seen, but not answered for.
  gym.tap({ act: "go_to_exercise", sessionId, index: 1 });
  await gym.pass(20_000);
  expect(gym.face.live?.currentExerciseIndex).toBe(1);
  expect(gym.onWatch(sessionId)?.registers.value(`set/${setId}/weight`)).toBe(80);
  expect(gym.watch.engine?.queueDepth).toBeGreaterThan(0);
  gym.store.refusal = null;
  await gym.pass(31_000);
  expect(gym.face.trouble).toBeNull();
  await gym.until(() => gym.isSame(sessionId) && gym.watch.engine?.queueDepth === 0);
  expect(gym.onWatch(sessionId)?.registers.value(`set/${setId}/weight`)).toBe(90);
});

test("the lifter can have it tried again at once", async () => {
  const gym = new Gym(new Random("retry"));
  await training(gym);
  gym.store.refusal = full;
  await gym.phone?.session.pause();
  gym.store.refusal = null;
  gym.phone?.retry();
  await gym.pass(10);
  expect(gym.face.trouble).toBeNull();
});

test("[DUR-3] an app that dies over a full disk comes back as it was saved, and the peers still agree", async () => {
  const gym = new Gym(new Random("full and dead"));
  const sessionId = await training(gym);
  const setId = gym.face.live?.exercises[0]?.sets[0]?.setId ?? "";
  gym.store.refusal = full;
  await gym.phone?.session.editSet(setId, { weight: 90 });
  gym.kill();
  gym.store.refusal = null;
  await gym.launch();
  expect(gym.face.live?.exercises[0]?.sets[0]?.weight).toBe(80);
  await gym.until(() => gym.isSame(sessionId));
});

test("a fault after a save is heard of, and everything after it is saved and sent all the same", async () => {
  const gym = new Gym(new Random("fault"));
  const sessionId = await training(gym);
  const setId = gym.face.live?.exercises[0]?.sets[0]?.setId ?? "";
  const { phone } = gym.link;
  const send = phone.send.bind(phone);
  phone.send = () => {
    throw new Error("the native side is gone");
  };
  const heard: (() => void)[] = [];
  const queued = vi.spyOn(globalThis, "queueMicrotask").mockImplementation((run) => void heard.push(run));
  await gym.phone?.session.editSet(setId, { weight: 90 });
  queued.mockRestore();
  phone.send = send;
  expect(heard[0]).toThrow("the native side is gone");
  expect(await gym.phone?.session.completeSet(setId, true)).toMatchObject({ outcome: "done" });
  await gym.until(() => gym.isSame(sessionId));
  expect(gym.onWatch(sessionId)?.registers.value(`set/${setId}/weight`)).toBe(90);
});

test("a store that another tab has taken over is not asked again, and says so", async () => {
  const gym = new Gym(new Random("two tabs"));
  await training(gym);
  gym.store.refusal = new StoreFault("taken_over", "Lighty was opened in another tab");
  await gym.phone?.session.pause();
  expect(gym.face.trouble?.kind).toBe("taken_over");
  const { writes } = gym.store;
  await gym.pass(120_000);
  expect(gym.store.writes).toBe(writes);
});

test("a store that cannot be opened is said, every tap is answered with it, and a retry opens it", async () => {
  const gym = new Gym(new Random("shut"));
  const load = gym.store.load.bind(gym.store);
  gym.store.load = () => Promise.reject(new Error("file is not a database"));
  const phone = await gym.launch();
  expect(gym.face).toMatchObject({ isOpen: false, trouble: { kind: "failed" } });
  const refused = await phone.session.start("any");
  expect(refused).toMatchObject({ outcome: "refused", rejection: { code: "not_ready" } });
  gym.store.load = load;
  phone.retry();
  await gym.pass(10);
  expect(gym.face).toMatchObject({ isOpen: true, trouble: null });
  madeBy(await phone.set({ unit: "lb", restSeconds: 120 }));
  gym.kill();
  await gym.launch();
  expect(gym.face.settings).toEqual({ unit: "lb", restSeconds: 120, includesHealth: false });
});

test("a face is the same object until something has changed, and of its parts those that have not", async () => {
  const gym = new Gym(new Random("share"));
  await training(gym);
  const before = gym.face;
  expect(gym.face).toBe(before);
  const set = before.live?.exercises[0]?.sets[0];
  await gym.phone?.session.completeSet(set?.setId ?? "", true);
  const after = gym.face;
  expect(after).not.toBe(before);
  expect(after.live?.exercises[1]).toBe(before.live?.exercises[1]);
  expect(after.live?.exercises[0]?.sets[1]).toBe(before.live?.exercises[0]?.sets[1]);
  expect(after.routines).toBe(before.routines);
});
