import { describe, expect, test } from "vitest";
import {
  epochMs,
  exchange,
  LabDevice,
  notices,
  Pen,
  phoneId,
  Sender,
  sessionId,
  trainingPair,
  watchId,
} from "./testing/index.ts";

const edit = (weight: number, setId = "squat.1") => ({ act: "edit_set", sessionId, setId, weight }) as const;
const noticed = (device: LabDevice) => notices(device.take());

describe("two devices in one session", () => {
  test("[RCV-2] end equal, whoever edited what", () => {
    const { phone, watch } = trainingPair();
    phone.act(edit(105));
    watch.act(edit(110, "squat.2"));
    watch.act({ act: "complete_set", sessionId, setId: "squat.1", isCompleted: true });
    exchange(phone, watch);
    expect(watch.session().state.digest).toBe(phone.session().state.digest);
    expect(phone.session().state.registers.value("set/squat.2/weight")).toBe(110);
    expect(phone.engine.queueDepth + watch.engine.queueDepth).toBe(0);
  });

  test("[OUT-1] an edit made out of reach arrives by whichever channel works", () => {
    for (const works of ["userInfo", "applicationContext"] as const) {
      const { phone, watch } = trainingPair();
      phone.reachable(false);
      phone.take();
      phone.at = 10_000;
      phone.act(edit(105));
      for (const { channel, text } of phone.takeSent()) if (channel === works) watch.receive(text, works);
      expect(watch.session().state.digest, works).toBe(phone.session().state.digest);
    }
  });

  test("[SNP-2] a device that knows nothing gets the session by context alone", () => {
    const phone = new LabDevice().activate(false);
    phone.start();
    phone.act({ act: "complete_set", sessionId, setId: "bench.1", isCompleted: true });
    phone.at = 6_000;
    phone.act({ act: "pause", sessionId });
    const context = phone.takeSent().findLast(({ channel }) => channel === "applicationContext");
    const watch = new LabDevice(watchId).activate(false);
    expect(watch.receive(context?.text as string, "applicationContext").verdicts).toMatchObject([
      { verdict: "healed" },
    ]);
    expect(watch.engine.activeSession?.sessionId).toBe(sessionId);
    expect(watch.session().state.digest).toBe(phone.session().state.digest);
  });

  test("[REV-1] revisions and seqs of a device strictly rise, whatever the peer sends in between", () => {
    const { phone } = trainingPair();
    const made: { seq?: number; revision: number }[] = [];
    for (let i = 0; i < 20; i++) {
      phone.at = i % 3 === 0 ? 0 : i * 1_000;
      if (i % 4 === 0)
        phone.receive(
          new Sender(watchId).events(new Pen(watchId).reps("squat.1", i, { seq: i / 4 + 1, revision: i * 500 + 1 })),
        );
      made.push(...(phone.act(edit(i)).events ?? []));
    }
    expect(made.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => i + 2));
    for (const [index, { revision }] of made.entries())
      if (index > 0) expect(revision).toBeGreaterThan(made[index - 1]?.revision ?? 0);
  });

  test("[REV-2] an edit on a screen that shows the peer's edit outranks it, even when the own clock is behind", () => {
    const { phone } = trainingPair();
    phone.receive(new Sender(watchId).events(new Pen(watchId).weight("squat.1", 110, { revision: 800_000 })));
    expect(phone.act(edit(120)).events?.[0]?.revision).toBe(800_001);
    expect(phone.session().state.registers.value("set/squat.1/weight")).toBe(120);
  });

  test("[REV-3] revisions lean on the clock of the device that started the session", () => {
    const { phone, watch } = trainingPair();
    const clockId = watch.engine.clockId as string;
    const meta = watch.session().state.registers.value("meta") as { clockId: string };
    watch.receive(
      new Sender(phoneId).pong({
        clockId: meta.clockId,
        pingClockId: clockId,
        pingSentAt: epochMs,
        pingReceivedAt: epochMs - 900_000,
        sentAt: epochMs - 900_000,
      }),
    );
    watch.at = 960_000;
    expect(watch.act(edit(1)).events?.[0]?.revision).toBe(600);
    phone.at = 61_000;
    expect(phone.act(edit(2)).events?.[0]?.revision).toBe(610);
  });
});

describe("what an engine says of its input", () => {
  test("[VER-1] a verdict for each part, and the digest of each session touched", () => {
    const { phone } = trainingPair();
    const watch = new Pen(watchId);
    const output = phone.receive(
      new Sender(watchId).events(watch.weight("squat.1", 1, { revision: 5 }), watch.weight("squat.1", 2)),
    );
    expect(output.verdicts?.map(({ verdict }) => verdict)).toEqual(["applied", "applied"]);
    expect(output.digests).toEqual({ [sessionId]: phone.session().state.digest });
    expect(phone.tick().digests).toEqual({});
    expect(phone.act(edit(9)).verdicts).toMatchObject([{ verdict: "applied", registers: ["set/squat.1/weight"] }]);
  });

  test("[RCV-8] the own context, echoed by the system, changes nothing and is not answered", () => {
    const phone = new LabDevice().activate(false);
    phone.start();
    const context = phone.takeSent().find(({ channel }) => channel === "applicationContext");
    const output = phone.receive(context?.text as string, "applicationContext");
    expect(output).toMatchObject({ verdicts: [{ verdict: "foreign", deviceId: phoneId }], actions: [] });
    expect(output.save).toBeUndefined();
  });

  test.each([
    ["not JSON", "bad_json"],
    ["[]", "bad_shape"],
    ['{"v":2}', "unsupported_version"],
    ["x".repeat(262_145), "too_large"],
    ["[".repeat(20) + "]".repeat(20), "too_deep"],
    [JSON.stringify(new Sender(watchId).events(new Pen().weight("a", 1))), "wrong_author"],
    [
      JSON.stringify(new Sender(watchId).events(new Pen(watchId).weight("a", 1, { revision: 3_000_000_000 }))),
      "revision_out_of_bounds",
    ],
  ])("[BND-5] [NOT-1] what fails is quarantined, told, and changes nothing", (text, code) => {
    const { phone } = trainingPair();
    phone.take();
    const before = [...phone.stored()];
    const output = phone.receive(text);
    expect(output.verdicts).toMatchObject([{ verdict: "rejected", code }]);
    expect(notices(output.actions)).toMatchObject([{ notice: "quarantined", sentence: expect.stringMatching(/./) }]);
    expect(output.save).toBeUndefined();
    expect([...phone.stored()]).toEqual(before);
  });

  test("[DUP-2] [MRG-2] a peer's fault is reported: an eventId with other content, one stamp with two values", () => {
    const { phone } = trainingPair();
    const watch = new Pen(watchId);
    phone.receive(new Sender(watchId).events(watch.weight("squat.1", 1, { revision: 5 })));
    phone.take();
    phone.receive(new Sender(watchId).events(watch.weight("squat.1", 2, { revision: 6, seq: 2, eventId: "w-1" })));
    expect(noticed(phone)).toMatchObject([
      { notice: "protocol_violation", sessionId, sentence: "event w-1 came before with other content" },
    ]);
    const output = phone.receive(
      new Sender(watchId).events(watch.weight("squat.1", 10, { revision: 6, seq: 3, eventId: "w-3" })),
    );
    expect(notices(output.actions)).toMatchObject([{ notice: "stamp_collision", register: "set/squat.1/weight" }]);
    expect(output.save?.get("cell/s-1/set/squat.1/weight")).toEqual([
      6,
      watchId,
      phone.session().state.registers.value("set/squat.1/weight"),
    ]);
  });

  test("a packet that speaks of sessions it does not hold, or of a session twice, does no harm", () => {
    const { phone } = trainingPair();
    const standing = { sessionId: "s-7", revision: 3, digest: "0".repeat(16) };
    expect(
      phone.receive(new Sender(watchId, { "s-8": { [watchId]: { upTo: 3 } } }).hello(standing, standing)).refusal,
    ).toBeUndefined();
    expect([...phone.engine.sessions.keys()]).toEqual([sessionId, "s-7"]);
  });
});

describe("whole sessions", () => {
  test("[SES-2] of two live sessions both devices choose the one that started first, and each offers the other", () => {
    const phone = new LabDevice().activate(false);
    const watch = new LabDevice(watchId).activate(false);
    watch.at = 1_000;
    phone.at = 2_000;
    watch.start({}, "s-watch");
    phone.start({}, "s-phone");
    phone.take();
    watch.take();
    phone.reachable(true);
    watch.reachable(true);
    exchange(phone, watch);
    expect(phone.engine.activeSession?.sessionId).toBe("s-watch");
    expect(watch.engine.activeSession?.sessionId).toBe("s-watch");
    const second = (device: LabDevice) =>
      device.outputs.flatMap(({ actions }) => notices(actions)).filter(({ notice }) => notice === "second_session");
    expect(second(phone)).toMatchObject([{ sessionId: "s-watch" }]);
    expect(second(watch)).toMatchObject([{ sessionId: "s-phone" }]);
    phone.act({ act: "discard", sessionId: "s-watch" });
    expect(phone.engine.activeSession?.sessionId).toBe("s-phone");
  });

  test("[SES-2] started at one moment, the smaller id is the active one", () => {
    const phone = new LabDevice().activate(false);
    for (const id of ["s-b", "s-a", "s-c"]) phone.receive(new Sender(watchId).events(new Pen(watchId, id).started()));
    expect(phone.engine.activeSession?.sessionId).toBe("s-a");
  });

  test.each([
    ["finished", { act: "finish", sessionId, outcome: "none" }],
    ["discarded", { act: "discard", sessionId }],
  ] as const)("[SES-3] a session that is %s on the other device is told here, once", (status, act) => {
    const { phone, watch } = trainingPair();
    watch.act(act);
    phone.take();
    const texts = watch.takeSent().map(({ text }) => text);
    for (const text of [...texts, ...texts]) phone.receive(text);
    expect(noticed(phone).filter(({ notice }) => notice === "session_ended_elsewhere")).toMatchObject([
      { sessionId, status },
    ]);
    watch.tick(15_000);
    expect(watch.outputs.flatMap(({ actions }) => notices(actions))).toEqual([]);
  });

  test("[SES-1] a shell is not live: it is on no screen and keeps no cadence", () => {
    const phone = new LabDevice().activate();
    phone.receive(new Sender(watchId).events(new Pen(watchId).weight("squat.1", 1)));
    expect(phone.engine.activeSession).toBeUndefined();
    expect(phone.session().state.isShell).toBe(true);
  });

  test("[MRG-4] a set done on the watch before it heard of the finish still reaches the phone", () => {
    const { phone, watch } = trainingPair();
    watch.reachable(false);
    phone.reachable(false);
    watch.at = phone.at = 60_000;
    watch.act({ act: "complete_set", sessionId, setId: "bench.2", isCompleted: true });
    phone.act({ act: "finish", sessionId, outcome: "none" });
    phone.reachable(true);
    watch.reachable(true);
    exchange(phone, watch);
    for (const device of [phone, watch]) {
      expect(device.session().state.registers.status).toBe("finished");
      expect(device.session().state.registers.value("set/bench.2/isCompleted")).toBe(true);
    }
  });
});

describe("clocks", () => {
  test("[CLK-1] a wall clock that jumps moves no timer", () => {
    const { phone } = trainingPair();
    phone.at = 30_000;
    phone.setClock({ wallMs: epochMs - 86_400_000 });
    phone.tick();
    expect(phone.engine.clockAt(phone.now())).toBe(epochMs + 30_000);
  });

  test("[CLK-2] after a reboot the clock is new, and what was known of the watch's is kept as a guess", () => {
    const { phone } = trainingPair();
    const clockId = phone.engine.clockId as string;
    phone.receive(
      new Sender(watchId).pong({ pingClockId: clockId, pingReceivedAt: epochMs + 900_000, sentAt: epochMs + 900_000 }),
    );
    expect(phone.engine.clockAt(phone.now(), "clock-w")).toBe(epochMs + 900_000);
    phone.setClock({ deviceBootId: "boot-2", monotonicMs: 5 });
    phone.restart().activate();
    expect(phone.engine.clockId).not.toBe(clockId);
    expect(phone.engine.knowsClock("clock-w")).toBe(true);
    expect(phone.engine.clockAt(phone.now(), "clock-w")).toBe(epochMs + 900_000);
  });

  test("[CLK-3] a pong to a ping of another clock tells nothing", () => {
    const { phone } = trainingPair();
    phone.receive(
      new Sender(watchId).pong({
        pingClockId: "someone-elses",
        pingReceivedAt: epochMs + 900_000,
        sentAt: epochMs + 900_000,
      }),
    );
    expect(phone.engine.knowsClock("clock-w")).toBe(false);
    expect(phone.engine.clockAt(phone.now(), "clock-w")).toBe(epochMs);
  });

  test("[CLK-4] an unknown clock is read as the own", () => {
    const phone = new LabDevice();
    expect(phone.engine.clockAt(phone.now(), "who-knows")).toBe(epochMs);
    expect(phone.engine.knowsClock("who-knows")).toBe(false);
    expect(phone.engine.clockId).toBeUndefined();
  });

  test("the same inputs give the same outputs", () => {
    const run = () => {
      const { phone, watch } = trainingPair();
      phone.act(edit(105));
      watch.act(edit(106));
      exchange(phone, watch);
      return [...phone.outputs, ...watch.outputs].map((output) =>
        JSON.stringify({ ...output, save: [...(output.save ?? [])] }),
      );
    };
    expect(run()).toEqual(run());
  });
});
