import { describe, expect, test } from "vitest";
import type { Packet } from "./packet.ts";
import {
  described,
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

const edit = (weight: number) => ({ act: "edit_set", sessionId, setId: "squat.1", weight }) as const;

/** A phone with a history: made alone, acknowledged in part, with edits of the watch in between. */
function phoneWithHistory(): LabDevice {
  const phone = new LabDevice().activate(false);
  const watch = new Pen(watchId);
  phone.start();
  for (let i = 1; i <= 6; i++) {
    phone.at = i * 10_000;
    phone.act(edit(100 + i));
    phone.receive(
      new Sender(watchId, { [sessionId]: { [phoneId]: { upTo: i } } }).events(
        watch.reps("squat.2", i, { revision: i * 101 }),
      ),
      "userInfo",
    );
  }
  phone.act({ act: "measure", sessionId, heartRateBpm: 111 });
  phone.act({ act: "finish", sessionId, outcome: "none" });
  return phone;
}

/** The store as it stood after so many batches. */
function storeAfter(device: LabDevice, batches: number): LabDevice {
  const cells = new Map<string, unknown>();
  for (const [key, value] of device.batches.slice(0, batches).flat()) {
    if (value === null) cells.delete(key);
    else cells.set(key, value);
  }
  return new LabDevice(device.deviceId, cells as never);
}

describe("what an input saves", () => {
  test("[DUR-2] a start: the clock, the session, its cells, the event and the context's counter, in one batch", () => {
    const phone = new LabDevice().activate(false);
    const { save } = phone.start({ exercises: [] });
    expect([...(save?.keys() ?? [])].sort()).toEqual([
      "cell/s-1/index",
      "cell/s-1/meta",
      "cell/s-1/rest",
      "cell/s-1/run",
      "cell/s-1/status",
      "context",
      "event/s-1/1",
      "session/s-1",
    ]);
    expect(phone.batches[0]?.map(([key]) => key)).toEqual(["clock"]);
  });

  test("[DUR-2] an edit saves its register, its event and the head: nothing else is written", () => {
    const phone = new LabDevice().activate(false);
    phone.start();
    expect([...(phone.act(edit(105)).save?.keys() ?? [])].sort()).toEqual([
      "cell/s-1/set/squat.1/weight",
      "event/s-1/2",
      "session/s-1",
    ]);
  });

  test("[DUR-2] R, seq and have are saved together with the cells that rely on them", () => {
    const phone = phoneWithHistory();
    for (const batch of phone.batches) {
      const keys = batch.map(([key]) => key);
      if (keys.some((key) => key.startsWith("cell/"))) expect(keys).toContain(`session/${sessionId}`);
    }
    const head = Object.fromEntries(phone.stored())[`session/${sessionId}`];
    expect(head).toMatchObject({ seq: 8, have: { [phoneId]: { upTo: 8 }, [watchId]: { upTo: 6 } } });
  });

  test("[DUR-1] an input that changes nothing saves nothing", () => {
    const phone = new LabDevice().activate(false);
    expect(phone.tick(1).save).toBeUndefined();
    expect(phone.receive("not JSON").save).toBeUndefined();
    expect(phone.reachable(false).save).toBeUndefined();
  });

  test("[DUR-1] whatever is sent was saved first: no event leaves that is not in the batches so far", () => {
    const phone = phoneWithHistory();
    const durable = new Set<string>();
    for (const output of phone.outputs) {
      for (const [key, value] of output.save ?? []) if (value !== null) durable.add(key);
      for (const action of output.actions) {
        if (action.type !== "send") continue;
        const packet = JSON.parse(action.text) as Packet;
        if (packet.kind !== "events") continue;
        for (const { seq } of packet.events) if (seq !== undefined) expect(durable).toContain(`event/s-1/${seq}`);
      }
    }
  });

  test("[ACK-1] no acknowledgement exceeds what is durable at the time it leaves", () => {
    const phone = phoneWithHistory();
    let saved: Record<string, { upTo: number }> = {};
    for (const output of phone.outputs) {
      const head = output.save?.get(`session/${sessionId}`) as { have: typeof saved } | undefined;
      if (head !== undefined) saved = structuredClone(head.have);
      for (const action of output.actions) {
        if (action.type !== "send") continue;
        const { have } = JSON.parse(action.text) as Packet;
        for (const [deviceId, { upTo }] of Object.entries(have[sessionId] ?? {}))
          expect(upTo).toBeLessThanOrEqual(saved[deviceId]?.upTo ?? 0);
      }
    }
  });
});

describe("opening again", () => {
  test("[DUR-3] from any durable state: the same registers, revision, vector and outbox as the process had that died there", () => {
    const history = phoneWithHistory();
    const reopened = storeAfter(history, history.batches.length);
    const [before, after] = [history.session(), reopened.session()];
    expect(after.state.digest).toBe(before.state.digest);
    expect(after.state.revision).toBe(before.state.revision);
    expect([...after.state.vector]).toEqual([...before.state.vector]);
    expect(after.seq).toBe(before.seq);
    expect([...after.outbox.values()].map(({ seq }) => seq)).toEqual([...before.outbox.values()].map(({ seq }) => seq));
  });

  test("[DUR-3] [REV-1] cut after every batch: no seq and no revision is used twice, and the peer ends up equal", () => {
    const history = phoneWithHistory();
    for (let cut = 1; cut <= history.batches.length; cut++) {
      const phone = storeAfter(history, cut);
      const watch = new LabDevice(watchId).activate();
      const known = phone.engine.sessions.get(sessionId);
      const before = { seq: known?.seq ?? 0, revision: known?.state.revision ?? 0 };
      phone.at = 70_000;
      phone.activate();
      const made = phone.act({ ...edit(200) }).events?.[0];
      if (made !== undefined) {
        expect(made.seq, `cut ${cut}`).toBe(before.seq + 1);
        expect(made.revision, `cut ${cut}`).toBeGreaterThan(before.revision);
      }
      exchange(phone, watch);
      for (let round = 0; round < 4; round++) {
        phone.tick(15_000);
        watch.tick(15_000);
        exchange(phone, watch);
      }
      if (phone.engine.sessions.size > 0) {
        expect(watch.session().state.digest, `cut ${cut}`).toBe(phone.session().state.digest);
        expect(phone.engine.queueDepth, `cut ${cut}`).toBe(0);
      }
    }
  });

  test("[DUR-3] the order in which a store gives its keys back does not matter", () => {
    const history = phoneWithHistory();
    const keys = [...history.stored()];
    const turned = new LabDevice(phoneId, keys.toReversed());
    expect(turned.session().state.digest).toBe(history.session().state.digest);
    expect([...turned.session().outbox.values()].map(({ seq }) => seq)).toEqual(
      [...history.session().outbox.values()].map(({ seq }) => seq),
    );
  });

  test("[OUT-2] what had been sent is sent again, for a new process knows nothing of it", () => {
    const { phone } = trainingPair();
    phone.act(edit(105));
    expect(described(phone.takeSent())).toContain("message events");
    phone.restart().activate();
    const again = phone.takeSent().flatMap(({ packet }) => (packet.kind === "events" ? packet.events : []));
    expect(again.map(({ seq }) => seq)).toEqual([2]);
  });

  test("[CLK-2] the session clock goes on across a restart, and is a new one after a reboot", () => {
    const phone = new LabDevice().activate(false);
    const { clockId } = phone.engine;
    phone.at = 60_000;
    phone.setClock({ wallMs: 5 });
    phone.restart().activate(false);
    expect(phone.engine.clockId).toBe(clockId);
    expect(phone.engine.clockAt(phone.now())).toBe(1_800_000_060_000);
    phone.setClock({ deviceBootId: "boot-2", monotonicMs: 3 });
    phone.restart().activate(false);
    expect(phone.engine.clockId).not.toBe(clockId);
  });

  test("[SNP-3] no two contexts are alike, not even across restarts", () => {
    const phone = new LabDevice();
    const counters: number[] = [];
    for (let process = 0; process < 4; process++) {
      phone.restart().activate(false);
      if (process === 0) phone.start();
      for (const { packet } of phone.takeSent()) if (packet.kind === "snapshot") counters.push(packet.counter);
    }
    expect(counters.length).toBeGreaterThan(3);
    expect(new Set(counters).size).toBe(counters.length);
    expect([...counters].sort((a, b) => a - b)).toEqual(counters);
  });

  test("[DUR-1] a host whose save failed opens again from the store: what was not saved was never sent, and is not there", () => {
    const phone = new LabDevice().activate(false);
    phone.start();
    const lost = phone.engine.step({ type: "acted", now: phone.now(), act: edit(999) });
    expect(lost.events).toHaveLength(1);
    phone.restart().activate(false);
    expect(phone.session().state.registers.value("set/squat.1/weight")).toBe(100);
    expect(phone.act(edit(105)).events?.[0]).toMatchObject({ seq: 2, revision: 2 });
    expect(notices(phone.take())).toEqual([]);
  });
});
