import { type Act, type Action, canonical, type Engine, type Input, openEngine, type Value } from "../../src/index.ts";
import { MemoryStore, Random } from "../../src/sim/index.ts";

/*
 * Everything that can happen to two edits on each side: every interleaving, and each edit's packet delivered at once, late, twice or never.
 * Afterwards the devices meet again, and must agree on what the later tap said. Taps are a second apart and the clocks are right, so the
 * later one has the higher revision whether or not it knew of the other.
 */

type Side = "phone" | "watch";
type Fate = "now" | "late" | "twice" | "lost";
const fates: readonly Fate[] = ["now", "late", "twice", "lost"];
const sessionId = "s-1";

/** Two acts a side, and which register each writes with what. */
interface Play {
  name: string;
  acts: Record<Side, readonly [Act, Act]>;
}

const set = (setId: string, change: { weight?: number; reps?: number }): Act => ({
  act: "edit_set",
  sessionId,
  setId,
  ...change,
});
const toggle = (isCompleted: boolean): Act => ({ act: "complete_set", sessionId, setId: "set1", isCompleted });

export const plays: readonly Play[] = [
  {
    name: "one register",
    acts: {
      phone: [set("set1", { weight: 1 }), set("set1", { weight: 2 })],
      watch: [set("set1", { weight: 3 }), set("set1", { weight: 4 })],
    },
  },
  {
    name: "two registers, crosswise",
    acts: {
      phone: [set("set1", { weight: 1, reps: 1 }), set("set2", { reps: 2 })],
      watch: [set("set1", { reps: 3 }), set("set2", { weight: 4, reps: 4 })],
    },
  },
  {
    name: "toggles and a removal",
    acts: {
      phone: [toggle(true), toggle(false)],
      watch: [{ act: "remove_set", sessionId, setId: "set2", deleted: true }, toggle(true)],
    },
  },
  {
    name: "an edit, then both ends",
    acts: {
      phone: [set("set1", { weight: 1 }), { act: "discard", sessionId }],
      watch: [set("set1", { weight: 3 }), { act: "finish", sessionId, outcome: "none" }],
    },
  },
  {
    name: "rests and pauses",
    acts: {
      phone: [
        { act: "rest_start", sessionId, durationMs: 60_000 },
        { act: "pause", sessionId },
      ],
      watch: [
        { act: "rest_skip", sessionId },
        { act: "resume", sessionId },
      ],
    },
  },
];

/** The six ways to interleave two and two. */
const interleavings: readonly (readonly Side[])[] = interleave(["phone", "phone"], ["watch", "watch"]);

function interleave(a: readonly Side[], b: readonly Side[]): Side[][] {
  const [x, ...as] = a;
  const [y, ...bs] = b;
  if (x === undefined) return [[...b]];
  if (y === undefined) return [[...a]];
  return [...interleave(as, b).map((rest) => [x, ...rest]), ...interleave(a, bs).map((rest) => [y, ...rest])];
}

export interface Exploration {
  schedules: number;
  faults: string[];
}

/** Runs the whole scope of some plays; `every` above 1 runs only each nth of it. */
export function exploreSmallScope(which: readonly Play[] = plays, every = 1): Exploration {
  const exploration: Exploration = { schedules: 0, faults: [] };
  const origin = new Pair();
  origin.meet();
  origin.act("phone", { act: "start", sessionId, plan });
  origin.meet();
  let n = 0;
  for (const play of which) {
    for (const order of interleavings) {
      for (let code = 0; code < 256; code++) {
        if (n++ % every !== 0) continue;
        const fate = [0, 1, 2, 3].map((i) => fates[(code >> (2 * i)) & 3] as Fate);
        const fault = run(origin.copy(), play, order, fate);
        exploration.schedules++;
        if (fault !== null) exploration.faults.push(`${play.name}, ${order} with ${fate}: ${fault}`);
        if (exploration.faults.length >= 10) return exploration;
      }
    }
  }
  return exploration;
}

const plan = {
  routineName: "A",
  unit: "lb" as const,
  exercises: [
    {
      exerciseId: "ex1",
      name: "Squat",
      restSeconds: 60,
      sets: ["set1", "set2"].map((setId) => ({ setId, weight: 100, reps: 5, isCompleted: false })),
    },
  ],
};

/** One schedule. Says what went wrong, or null. */
function run(pair: Pair, play: Play, order: readonly Side[], fate: readonly Fate[]): string | null {
  const winners = new Map<string, { value: Value; status: boolean }>();
  const late: { to: Side; text: string }[] = [];
  const count = { phone: 0, watch: 0 };
  order.forEach((side, i) => {
    const act = play.acts[side][count[side]++] as Act;
    const { texts, writes } = pair.act(side, act);
    const to = side === "phone" ? "watch" : "phone";
    for (const text of texts) {
      if (fate[i] === "now" || fate[i] === "twice") pair.deliver(to, text);
      if (fate[i] === "twice") late.push({ to, text });
      if (fate[i] === "late") late.unshift({ to, text });
    }
    for (const [name, value] of writes) {
      const held = winners.get(name);
      if (name === "status" && held?.value === "finished") continue;
      winners.set(name, { value, status: name === "status" });
    }
  });
  for (const { to, text } of late) pair.deliver(to, text);
  pair.meet();

  const [phone, watch] = [pair.engines.phone, pair.engines.watch];
  for (const [side, engine] of Object.entries(pair.engines)) {
    const registers = engine.sessions.get(sessionId)?.state.registers;
    for (const [name, { value }] of winners) {
      const held = registers?.value(name);
      if (held === undefined || canonical(held) !== canonical(value)) {
        return `${side} ends with ${name} ${held === undefined ? "absent" : canonical(held)}, not ${canonical(value)}`;
      }
    }
    if (engine.queueDepth > 0) return `${side} still holds ${engine.queueDepth} events`;
    const record = engine.sessions.get(sessionId);
    if (record?.state.registers.ended && record.isOpen) return `${side} has not closed what both know to have ended`;
  }
  const digests = [phone, watch].map((engine) => engine.sessions.get(sessionId)?.state.digest);
  if (digests[0] !== digests[1]) return `digests ${digests} differ`;
  return pair.alarms[0] ?? null;
}

/** Two engines and their stores, and hands to carry packets. */
class Pair {
  readonly engines: Record<Side, Engine>;
  readonly alarms: string[] = [];
  readonly #stores: Record<Side, MemoryStore>;
  readonly #random = new Random("small scope");
  #nowMs: number;

  constructor(stores = { phone: new MemoryStore(), watch: new MemoryStore() }, nowMs = 1_000) {
    this.#stores = stores;
    this.#nowMs = nowMs;
    const open = (side: Side) => {
      const deviceId = `${side}0001`;
      return openEngine({ deviceId, role: side, mintId: () => this.#random.id(), stored: stores[side].entries() });
    };
    this.engines = { phone: open("phone"), watch: open("watch") };
    for (const side of ["phone", "watch"] as const) this.#step(side, { type: "activated", reachable: true });
  }

  /** Two other devices in the very same state. */
  copy(): Pair {
    return new Pair({ phone: this.#stores.phone.copy(), watch: this.#stores.watch.copy() }, this.#nowMs);
  }

  /** A tap, a second after the last: the event packets that leave by message, and what the event wrote. */
  act(side: Side, act: Act): { texts: string[]; writes: [string, Value][] } {
    this.#nowMs += 1_000;
    const { actions, output } = this.#step(side, { type: "acted", act });
    const registers = this.engines[side].sessions.get(sessionId)?.state.registers;
    const writes: [string, Value][] = (output.verdicts ?? []).flatMap((verdict) =>
      "registers" in verdict
        ? verdict.registers.map((name): [string, Value] => [name, registers?.value(name) ?? null])
        : [],
    );
    return { texts: messages(actions).filter((text) => text.includes('"kind":"events"')), writes };
  }

  /** A packet arrives; what is said in return is lost. */
  deliver(to: Side, text: string): void {
    this.#nowMs += 10;
    this.#step(to, { type: "received", transport: "message", text });
  }

  /** The devices come into range and talk until neither has more to say. */
  meet(): void {
    const queue: { to: Side; text: string }[] = [];
    const say = (side: Side, input: Given) => {
      const { actions } = this.#step(side, input);
      for (const text of messages(actions)) queue.push({ to: side === "phone" ? "watch" : "phone", text });
    };
    for (let round = 0; round < 4; round++) {
      this.#nowMs += 20_000;
      say("phone", { type: "reachability", reachable: round % 2 === 1 });
      say("watch", { type: "reachability", reachable: round % 2 === 1 });
      for (let n = 0; queue.length > 0 && n < 200; n++) {
        const { to, text } = queue.shift() as { to: Side; text: string };
        this.#nowMs += 5;
        say(to, { type: "received", transport: "message", text });
      }
      if (queue.length > 0) this.alarms.push("the devices never stop talking");
    }
  }

  #step(side: Side, given: Given): { actions: Action[]; output: ReturnType<Engine["step"]> } {
    const now = { wallMs: 1_800_000_000_000 + this.#nowMs, monotonicMs: this.#nowMs, deviceBootId: "boot" };
    const output = this.engines[side].step({ ...given, now } as Input);
    if (output.save !== undefined) this.#stores[side].save(output.save);
    for (const action of output.actions) {
      if (action.type === "notify" && alarming.has(action.notice.notice))
        this.alarms.push(`${side}: ${action.notice.sentence}`);
    }
    return { actions: output.actions, output };
  }
}

type WithoutNow<T> = T extends unknown ? Omit<T, "now"> : never;
type Given = WithoutNow<Input>;

const alarming = new Set([
  "drift_detected",
  "drift_unhealed",
  "stamp_collision",
  "protocol_violation",
  "derived_mismatch",
  "quarantined",
]);

function messages(actions: readonly Action[]): string[] {
  return actions.flatMap((action) => (action.type === "send" && action.channel === "message" ? [action.text] : []));
}
