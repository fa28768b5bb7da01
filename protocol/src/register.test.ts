import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hex } from "./hash.ts";
import { type Cell, Registers, registerHash } from "./register.ts";
import type { Value } from "./value.ts";

const cell = (revision: number, deviceId: string, value: Value): Cell => ({ revision, deviceId, value });
const p = (revision: number, value: Value) => cell(revision, "phone0001", value);
const w = (revision: number, value: Value) => cell(revision, "watch0001", value);

describe("one register", () => {
  test("[MRG-1] a higher stamp takes it, a lower one is lost, the same is the same", () => {
    const registers = new Registers();
    expect(registers.write("index", p(5, 1))).toBe("taken");
    expect(registers.write("index", p(4, 2))).toBe("lost");
    expect(registers.write("index", p(5, 1))).toBe("same");
    expect(registers.write("index", w(5, 3))).toBe("taken");
    expect(registers.value("index")).toBe(3);
    expect(registers.size).toBe(1);
  });

  test("[MRG-2] one stamp with two values: the greater canonical text stays, either way round, and is reported each time", () => {
    for (const [first, second] of [
      [99, 110],
      [110, 99],
    ] as const) {
      const registers = new Registers();
      registers.write("set/a/weight", p(5, first));
      expect(registers.write("set/a/weight", p(5, second))).toBe("collided");
      expect(registers.value("set/a/weight")).toBe(99);
    }
  });

  test("[MRG-2] numbers of one stamp are the same when their hundredths are", () => {
    const registers = new Registers();
    registers.write("set/a/weight", p(5, 0.1 + 0.2 - 0.3 + 100));
    expect(registers.write("set/a/weight", p(5, 100))).toBe("same");
  });

  test.each([
    ["active", "discarded", "discarded"],
    ["active", "finished", "finished"],
    ["discarded", "finished", "finished"],
  ])("[MRG-3] of %s and %s it is %s that stays, whatever the stamps", (a, b, stays) => {
    for (const [low, high] of [
      [1, 9],
      [9, 1],
    ] as const) {
      for (const order of [
        [w(low, a), p(high, b)],
        [p(high, b), w(low, a)],
      ]) {
        const registers = new Registers();
        for (const each of order) registers.write("status", each);
        expect(registers.status).toBe(stays);
      }
    }
  });

  test("[MRG-3] two finishes: the higher stamp", () => {
    const registers = new Registers();
    registers.write("status", p(5, "finished"));
    expect(registers.write("status", w(4, "finished"))).toBe("lost");
    expect(registers.get("status")).toEqual(p(5, "finished"));
  });

  test.each(["constructor", "toString", "__proto__", "hasOwnProperty", 5, null, ["finished"]] as Value[])(
    "[MRG-3] a status of %j has no rank: it loses to every real one, whichever came first",
    (nonsense) => {
      for (const order of [
        [w(9, nonsense), p(1, "active")],
        [p(1, "active"), w(9, nonsense)],
      ]) {
        const registers = new Registers();
        for (const each of order) registers.write("status", each);
        expect(registers.status).toBe("active");
        expect(registers.ended).toBe(false);
      }
    },
  );
});

describe("a session's registers", () => {
  const names = ["meta", "status", "rest", "index", "set/a/weight", "health/watch0001/heartRateBpm", "constructor"];
  const write = fc.tuple(
    fc.constantFrom(...names),
    fc.record({
      revision: fc.integer({ min: 1, max: 5 }),
      deviceId: fc.constantFrom("phone0001", "watch0001"),
      value: fc.constantFrom<Value>("active", "finished", "discarded", 1, null, { a: [0.5] }, "constructor"),
    }),
  );

  test("[MRG-1] any order and any repetition end in one state and one digest", () => {
    fc.assert(
      fc.property(fc.array(write, { maxLength: 30 }), fc.integer(), (writes, salt) => {
        const straight = new Registers();
        const turned = new Registers();
        const order = writes
          .map((each, index) => [(index * 7919 + salt) % 31, each] as const)
          .sort(([a], [b]) => a - b);
        for (const [name, each] of writes) straight.write(name, each);
        for (const [, [name, each]] of [...order, ...order.slice(0, 5)]) turned.write(name, each);
        expect(turned.digest).toBe(straight.digest);
        expect(turned.toMap()).toEqual(straight.toMap());
      }),
    );
  });

  test("[DIG-1] the digest kept by addition is the digest of the state as it stands", () => {
    fc.assert(
      fc.property(fc.array(write, { maxLength: 30 }), (writes) => {
        const kept = new Registers();
        for (const [name, each] of writes) kept.write(name, each);
        const fresh = new Registers();
        for (const [name, each] of kept.entries()) fresh.write(name, each);
        expect(kept.digest).toBe(fresh.digest);
        expect(kept.coreDigest).toBe(fresh.coreDigest);
      }),
    );
  });

  test("[DIG-1] one register's digest is its hash; none is all zeros", () => {
    const registers = new Registers();
    expect(registers.digest).toBe("0000000000000000");
    registers.write("rest", p(1, null));
    expect(registers.digest).toBe(hex(registerHash("rest", p(1, null))));
  });

  test("[DIG-4] health is left out while the session is live and counts once it has ended; never in the core", () => {
    const registers = new Registers();
    registers.write("status", p(1, "active"));
    const bare = registers.digest;
    registers.write("health/watch0001/heartRateBpm", w(2, { value: 120, measuredAt: 5 }));
    expect(registers.digest).toBe(bare);
    registers.write("status", p(3, "finished"));
    expect(registers.digest).not.toBe(registers.coreDigest);
    const core = registers.coreDigest;
    registers.write("health/watch0001/heartRateBpm", w(4, { value: 90, measuredAt: 9 }));
    expect(registers.coreDigest).toBe(core);
  });

  test("[SNP-1] all cells travel in a snapshot, only health in a hello", () => {
    const registers = new Registers();
    registers.write("index", p(1, 2));
    registers.write("health/watch0001/heartRateBpm", w(2, { value: 120, measuredAt: 5 }));
    expect(registers.toMap()).toEqual({
      index: [1, "phone0001", 2],
      "health/watch0001/heartRateBpm": [2, "watch0001", { value: 120, measuredAt: 5 }],
    });
    expect(Object.keys(registers.toMap("health"))).toEqual(["health/watch0001/heartRateBpm"]);
  });
});
