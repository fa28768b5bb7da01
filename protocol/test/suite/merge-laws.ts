import { canonical, type Envelope, SessionState, type StampedCell, type Value, writesOf } from "../../src/index.ts";
import { digestOf, Random } from "../../src/sim/index.ts";

/*
 * Invariant 1: any order, any repetition, any split gives the same state. Events are made up rather than trained: few registers, few
 * revisions, three authors, so that ties are the rule.
 */

const sessionId = "s-1";
const authors = ["aaaaaaaa", "bbbbbbbb", "bbbbbbbc"];
const statusRank: Record<string, number> = { active: 0, discarded: 1, finished: 2 };

/** What one seed breaks, in sentences; nothing when the laws hold. */
export function checkMergeLaws(seed: string): string[] {
  const random = new Random(`merge laws ${seed}`);
  const events = makeEvents(random);
  const straight = fold(events);
  const faults: string[] = [];
  const expect = (name: string, state: SessionState) => {
    const difference = compare(straight, state);
    if (difference !== null) faults.push(`${name}: ${difference} (seed ${seed})`);
  };

  for (let i = 0; i < 3; i++) expect("another order", fold(random.shuffle(events)));
  expect("repeated", fold(random.shuffle([...events, ...events, ...events.slice(0, 3)])));
  expect("split over three that exchange snapshots", foldSplit(random, events));
  expect("as a model of the rules has it", modelOf(events));
  const digest = digestOf(straight, straight.registers.ended);
  if (digest !== straight.digest)
    faults.push(`digest ${straight.digest} is not the sum over the cells, ${digest} (seed ${seed})`);
  faults.push(...checkDigestTellsStatesApart(random, events, seed));
  return faults;
}

/** Two writes with one stamp and different values: only a fault makes that, and it too must end alike everywhere. [MRG-2] */
export function checkCollisions(seed: string): string[] {
  const random = new Random(`collisions ${seed}`);
  const events = makeEvents(random);
  const twins = events
    .filter(({ eventType }) => eventType === "set_updated")
    .map((event) => ({ ...event, payload: { setId: "set1", weight: random.int(0, 500) } }) as Envelope);
  const there = new SessionState(sessionId);
  const back = new SessionState(sessionId);
  const writes = [...events, ...twins].flatMap((event) => writesOf(event).map((write) => ({ write, event })));
  for (const { write, event } of writes) write1(there, write, event);
  for (const { write, event } of random.shuffle(writes)) write1(back, write, event);
  const difference = compare(there, back, false);
  return difference === null ? [] : [`collisions in another order: ${difference} (seed ${seed})`];
}

function write1(state: SessionState, [name, value]: readonly [string, Value], event: Envelope): void {
  state.registers.write(name, { value, revision: event.revision, deviceId: event.deviceId });
}

function makeEvents(random: Random): Envelope[] {
  const events: Envelope[] = [];
  for (const deviceId of authors.slice(0, random.int(2, 3))) {
    let revision = 0;
    const count = random.int(1, 7);
    for (let seq = 1; seq <= count; seq++) {
      revision += random.int(1, 2);
      const identity = {
        v: 1,
        sessionId,
        eventId: `${deviceId}-${seq}`,
        deviceId,
        seq,
        revision,
        timestamp: 1,
      } as const;
      events.push({ ...identity, ...makeBody(random, deviceId) } as Envelope);
    }
  }
  return events;
}

function makeBody(
  random: Random,
  deviceId: string,
): { eventType: string; payload: Value; writes?: { [name: string]: Value } } {
  const setId = random.pick(["set1", "set2"]);
  switch (random.int(0, 9)) {
    case 0:
      return { eventType: "session_started", payload: plan(deviceId) };
    case 1:
      return { eventType: "set_updated", payload: { setId, reps: random.int(1, 3) } };
    case 2:
      return { eventType: "set_updated", payload: { setId, deleted: random.chance(0.5) } };
    case 3:
      return { eventType: "set_toggled_completed", payload: { setId, isCompleted: random.chance(0.5) } };
    case 4:
      return {
        eventType: "rest_updated",
        payload: { rest: random.chance(0.5) ? null : { durationMs: 1, remainingMs: 1 } },
      };
    case 5:
      return { eventType: "session_discarded", payload: {} };
    case 6:
      return {
        eventType: "session_finished",
        payload: { role: "watch", endedAt: 1, durationMs: 1, outcome: "none" },
      };
    case 7:
      return { eventType: "from_the_future", payload: {}, writes: { tempo: random.int(1, 9) } };
    default:
      return { eventType: "set_updated", payload: { setId, weight: random.int(1, 300) / 4 } };
  }
}

function plan(clockId: string): Value {
  const sets = ["set1", "set2"].map((setId) => ({ setId, weight: 100, reps: 5, isCompleted: false }));
  const exercises = [{ exerciseId: "ex1", name: "Squat", restSeconds: 60, sets }];
  return { startedAt: 1, clockId, routineName: "A", unit: "lb", exercises };
}

function fold(events: readonly Envelope[]): SessionState {
  const state = new SessionState(sessionId);
  for (const event of events) state.receive(event, "message", 0);
  return state;
}

/** Each event goes to one of three, who then tell each other by snapshot, round and round, until all have heard of all. */
function foldSplit(random: Random, events: readonly Envelope[]): SessionState {
  const parts = [0, 1, 2].map(() => new SessionState(sessionId));
  const tell = (from: SessionState, to: SessionState) => {
    const { digest, revision } = from;
    to.receiveSnapshot(
      { sessionId, revision, digest, registers: from.registers.toMap() },
      Object.fromEntries(from.vector),
    );
  };
  for (const event of random.shuffle(events)) {
    random.pick(parts).receive(event, "message", 0);
    if (random.chance(0.3)) tell(random.pick(parts), random.pick(parts));
  }
  for (let round = 0; round < 2; round++) {
    for (const from of parts) for (const to of parts) if (from !== to) tell(from, to);
  }
  return random.pick(parts);
}

/** The rules once more, in the fewest words. */
function modelOf(events: readonly Envelope[]): SessionState {
  const cells = new Map<string, StampedCell>();
  for (const event of events) {
    for (const [name, value] of writesOf(event)) {
      const held = cells.get(name);
      if (held === undefined || wins(name, [event.revision, event.deviceId, value], held)) {
        cells.set(name, [event.revision, event.deviceId, value]);
      }
    }
  }
  const state = new SessionState(sessionId);
  state.mergeCells(Object.fromEntries(cells));
  for (const { deviceId, seq = 0 } of events) {
    state.vector.set(deviceId, { upTo: Math.max(seq, state.vector.get(deviceId)?.upTo ?? 0) });
  }
  return state;
}

function wins(
  name: string,
  [revision, author, value]: StampedCell,
  [heldRevision, heldAuthor, held]: StampedCell,
): boolean {
  const climb = name === "status" ? (statusRank[value as string] ?? -1) - (statusRank[held as string] ?? -1) : 0;
  if (climb !== 0) return climb > 0;
  if (revision !== heldRevision) return revision > heldRevision;
  return author > heldAuthor;
}

/** States with one event more or less have another digest exactly when a cell differs. [DIG-1] */
function checkDigestTellsStatesApart(random: Random, events: readonly Envelope[], seed: string): string[] {
  const whole = fold(events);
  const without = fold(events.filter((_, i) => i !== random.int(0, events.length - 1)));
  const sameState = textOf(whole) === textOf(without);
  const sameDigest = whole.digest === without.digest;
  return sameState === sameDigest
    ? []
    : [`digests are ${sameDigest ? "equal" : "not equal"} but states are not so (seed ${seed})`];
}

function compare(a: SessionState, b: SessionState, vectors = true): string | null {
  if (textOf(a) !== textOf(b)) return `${textOf(b)} instead of ${textOf(a)}`;
  if (a.digest !== b.digest) return `digest ${b.digest} instead of ${a.digest}`;
  if (vectors && vectorText(a) !== vectorText(b)) return `have ${vectorText(b)} instead of ${vectorText(a)}`;
  return null;
}

function textOf({ registers }: SessionState): string {
  const lines = [...registers.entries()].map(
    ([name, cell]) => `${name} ${cell.revision} ${cell.deviceId} ${canonical(cell.value)}`,
  );
  return lines.sort().join("; ");
}

function vectorText({ vector }: SessionState): string {
  return [...vector]
    .map(([author, { upTo, past }]) => `${author}:${upTo}${past ? `+${past}` : ""}`)
    .sort()
    .join(" ");
}
