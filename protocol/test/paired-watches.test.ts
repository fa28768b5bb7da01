import { describe, expect, test } from "vitest";
import { linkCodes } from "../src/index.ts";
import {
  Agenda,
  drawSchedule,
  FakeLink,
  fairWeather,
  PairedWatches,
  Random,
  runSchedule,
  type SimDevice,
  simulate,
  type Waiting,
  type Weather,
  type Witness,
  World,
} from "../src/sim/index.ts";
import { Listener } from "./listener.ts";

const { sessionInactive, transferTimedOut } = linkCodes;

function paired(change: (weather: Weather) => void = () => {}) {
  const weather = fairWeather();
  weather.calmAt = Number.MAX_SAFE_INTEGER;
  change(weather);
  const agenda = new Agenda();
  const [first, second] = ["first", "second"].map((name) => new FakeLink(agenda, new Random(name), weather)) as [
    FakeLink,
    FakeLink,
  ];
  const phones = new PairedWatches(agenda, [first, second]);
  const phone = new Listener(phones).launch();
  const old = new Listener(first.watch).launch();
  const young = new Listener(second.watch).launch();
  agenda.runUntil(5);
  for (const listener of [phone, old, young]) listener.take();
  return { agenda, phones, phone, old, young };
}

describe("facts 2.5: a phone with two watches", () => {
  test("speaks to one of them; the other is out of reach, though its app runs", () => {
    const { agenda, phone, old, young } = paired();
    phone.send("message", "hi");
    young.send("message", "me too");
    agenda.runUntil(5_000);
    expect(old.take()).toEqual(["message hi"]);
    expect(young.take()).toEqual([`sent id-me too ${linkCodes.notReachable}`]);
    expect(phone.texts).toEqual([]);
  });

  test("a change turns the session inactive: messages under way and what is sent meanwhile fail, then it is activated anew", () => {
    const { agenda, phones, phone, old, young } = paired();
    phone.send("message", "under way");
    phones.turnTo(1, 1_000, "kept");
    agenda.runUntil(agenda.now + 500);
    phone.send("userInfo", "too early");
    agenda.runUntil(agenda.now + 600);
    expect(phone.take()).toEqual([
      `sent id-under way ${sessionInactive}`,
      `sent id-too early ${sessionInactive}`,
      "activated true []",
    ]);
    expect(old.take()).toEqual(["reachable false"]);
    expect(young.take()).toEqual(["reachable true"]);
    young.send("message", "hello");
    agenda.runUntil(agenda.now + 500);
    expect(phone.texts).toEqual(["hello"]);
  });

  const outcomes: Record<Waiting, { told: string[]; held: string; arrives: string[] }> = {
    kept: { told: [], held: "id-waits", arrives: ["waits"] },
    handed_back: { told: [`sent id-waits ${transferTimedOut}`], held: "", arrives: [] },
    dropped: { told: [], held: "", arrives: [] },
  };
  test.each(Object.entries(outcomes))("what waits for the old watch is %s", (waiting, { told, held, arrives }) => {
    const { agenda, phones, phone, old, young } = paired((weather) => {
      weather.channels.userInfo.latencyMs = [20_000, 20_000];
    });
    phone.send("userInfo", "waits");
    phones.turnTo(1, 0, waiting as Waiting);
    agenda.runUntil(agenda.now + 10_000);
    expect(phone.take()).toEqual([...told, "activated true []"]);
    expect(young.texts).toEqual([]);
    phones.turnTo(0, 0, "kept");
    agenda.runUntil(agenda.now + 1);
    expect(phone.take()).toEqual([`activated true [${held}]`]);
    agenda.runUntil(agenda.now + 30_000);
    expect(old.texts).toEqual(arrives);
  });

  test("an app that is not there learns of the change when it is launched; a later wish overtakes an earlier one", () => {
    const { agenda, phones, phone, old, young } = paired();
    phones.deactivate();
    phones.turnTo(1, 200, "kept");
    phone.launch();
    phones.turnTo(0, 200, "kept");
    phones.turnTo(1, 200, "kept");
    agenda.runUntil(agenda.now + 1_000);
    expect(phone.take()).toEqual(["activated true []"]);
    phone.send("message", "hi");
    agenda.runUntil(agenda.now + 1_000);
    expect([old.texts, young.texts]).toEqual([[], ["hi"]]);
  });
});

/** Who made edits, and whether a watch came back with some that the phone had not heard of. */
class Wrists implements Witness {
  readonly authors = new Set<string>();
  readonly #since = new Set<SimDevice>();
  broughtBack = 0;

  stepped(device: SimDevice, input: Parameters<NonNullable<Witness["stepped"]>>[1]): void {
    if (input.type === "acted" && device.engine !== null && device.engine.queueDepth > 0) this.authors.add(device.name);
    if (device.role !== "watch" || input.type !== "reachability") return;
    if (!input.reachable) this.#since.add(device);
    else if (this.#since.delete(device) && (device.engine?.queueDepth ?? 0) > 0) this.broughtBack++;
  }
}

test("[OUT-3] [OUT-7] [CLO-2] a second watch mid-workout and the first one back with its own edits: all three end alike, whatever becomes of what waited", () => {
  const wrists = new Wrists();
  for (const waiting of ["kept", "handed_back", "dropped"] as const) {
    for (let seed = 0; seed < 5; seed++) {
      const run = simulate({
        seed: `wrists ${waiting} ${seed}`,
        weather: { ...fairWeather(), calmAt: 60_000 },
        habits: { size: { exercises: [2, 2], sets: [3, 3] }, tempo: 0.2, bothTap: 0.4 },
        watchChanges: [
          { at: 15_000, watch: 1, lagMs: 1_000, pauseMs: 500, waiting },
          { at: 40_000, watch: 0, lagMs: 12_000, pauseMs: 500, waiting },
        ],
        witnesses: [wrists],
      });
      expect(run.faults, `wrists ${waiting} ${seed}`).toEqual([]);
    }
  }
  expect([...wrists.authors].sort()).toEqual(["phone", "second watch", "watch"]);
  expect(wrists.broughtBack).toBeGreaterThan(5);
});

test("over 1,500 seeds watches are changed once, twice and three times, and old ones come back with edits of their own", () => {
  const wrists = new Wrists();
  const changes = new Set<number>();
  const waiting = new Set<Waiting>();
  for (let seed = 0; seed < 1_500; seed++) {
    const schedule = drawSchedule(seed);
    if (schedule.watchChanges.length === 0) continue;
    changes.add(schedule.watchChanges.length);
    for (const change of schedule.watchChanges) waiting.add(change.waiting);
    const { weather, habits, watchChanges } = schedule;
    simulate({ seed: schedule.seed, weather, habits, watchChanges, witnesses: [wrists] });
  }
  expect([...changes].sort()).toEqual([1, 2, 3]);
  expect(waiting.size).toBe(3);
  expect(wrists.authors).toContain("second watch");
  expect(wrists.broughtBack).toBeGreaterThan(10);
}, 120_000);

test("a world of one watch has no other to wear", () => {
  expect(() => new World({ seed: 1 }).wear({ watch: 1, lagMs: 0, pauseMs: 0, waiting: "kept" })).toThrow(
    "watchChanges",
  );
  expect(runSchedule(drawSchedule(0)).faults).toEqual([]);
});
