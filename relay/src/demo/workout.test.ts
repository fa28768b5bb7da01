import { latestHealth } from "@lighty/protocol";
import { Random, World } from "@lighty/protocol/sim";
import { expect, test } from "vitest";
import { type Script, Workout } from "./workout.ts";

/** The lifter of a simulated world stays away. */
const nobody = () => ({
  ...{ sessionIds: [], isDone: true, hasStopped: true, owesFinal: false },
  ...{ begin: () => {}, stop: () => {} },
});

/** The demo trains with the devices of a simulated world, whose weather stays as it is; returns what ends it. */
function train(world: World): () => void {
  const { phone, watch } = world.devices;
  const ids = new Random(`ids at ${world.agenda.now}`);
  const still = async () => {};
  const sky = { clear: still, echo: still, part: still };
  const workout = new Workout({ phone, watch, sky, mintId: () => ids.id() });
  let isOver = false;
  const perform = (script: Script): void => {
    if (isOver) return;
    const { value, done } = script.next();
    if (done !== true) world.agenda.after(typeof value === "number" ? value : 0, () => perform(script));
  };
  perform(workout.forEver());
  perform(workout.measure());
  return () => {
    isOver = true;
  };
}

test("a workout that was cut short is measured on from where it was", () => {
  const world = new World({ seed: "cut short", person: nobody });
  const { agenda } = world;
  const { phone, watch } = world.devices;
  world.start();
  const cut = train(world);
  agenda.runUntil(60_000);
  const sessionId = phone.engine?.activeSession?.sessionId ?? "";
  const energy = () => {
    const session = watch.session(sessionId);
    return session === undefined ? 0 : (latestHealth(session, "activeEnergyKcal")?.value ?? 0);
  };
  const before = energy();
  expect(before).toBeGreaterThan(0);

  // As after a kill: the devices know where they were, and whoever trains with them asks them.
  cut();
  for (const device of [phone, watch]) device.kill(1_000);
  agenda.runUntil(62_000);
  const end = train(world);
  agenda.runUntil(73_000);
  expect(energy()).toBeGreaterThan(before);
  expect(energy()).toBeLessThan(before + 3);
  end();
});
