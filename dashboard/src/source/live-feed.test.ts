import type { Entry, SessionDelta, StreamMessage } from "@lighty/protocol";
import { beforeEach, expect, test } from "vitest";
import type { Connection } from "../model/connection.ts";
import { LiveFeed, type Socket, type World } from "./live-feed.ts";
import type { Reader } from "./session-source.ts";

/** A relay of one log that the test drives by hand. */
class HandDrivenRelay implements World {
  readonly opened: { cursor: string | null; socket: Socket }[] = [];
  readonly timers: { ms: number; run: () => void }[] = [];
  refusalSentence: string | null = null;
  time = 0;

  open(cursor: string | null): Socket {
    const socket: Socket = { onmessage: null, onclose: null, close: () => {} };
    this.opened.push({ cursor, socket });
    return socket;
  }
  async refusal() {
    return this.refusalSentence;
  }
  now() {
    return this.time;
  }
  after(ms: number, run: () => void) {
    const timer = { ms, run };
    this.timers.push(timer);
    return () => void this.timers.splice(this.timers.indexOf(timer), 1);
  }

  get socket(): Socket {
    return (this.opened.at(-1) as { socket: Socket }).socket;
  }
  say(message: StreamMessage) {
    this.socket.onmessage?.({ data: JSON.stringify(message) });
  }
  welcome(relayId = "relay-1") {
    this.say({ type: "welcome", v: 1, relayId, head: "c9" });
  }
  send(cursor: string, ...numbers: number[]) {
    this.say({ type: "entries", entries: numbers.map(entryNumber), cursor });
  }
  async breakLine(code = 1006) {
    this.socket.onclose?.({ code, reason: "" });
    await Promise.resolve();
    await Promise.resolve();
  }
}

function entryNumber(entry: number): Entry {
  return {
    entry,
    receivedAt: entry,
    frame: {
      observer: { deviceId: "phone000", role: "phone" },
      bootId: "boot",
      traceSeq: entry,
      observedAt: entry,
      monotonicMs: entry,
      direction: "local",
      sizeBytes: 2,
      body: "{}",
    },
  };
}

class Notebook implements Reader {
  read: number[] = [];
  states: Connection[] = [];
  resets = 0;
  readonly told: string[] = [];
  entries(entries: readonly Entry[]) {
    this.read.push(...entries.map(({ entry }) => entry));
  }
  summaries() {}
  changed(deltas: readonly SessionDelta[], gone: readonly string[]) {
    this.told.push(...deltas.map(({ sessionId }) => sessionId), ...gone);
  }
  reset() {
    this.read = [];
    this.resets++;
  }
  connection(connection: Connection) {
    this.states.push(connection);
  }
  get state() {
    return this.states.at(-1);
  }
}

let relay: HandDrivenRelay;
let notebook: Notebook;
let feed: LiveFeed;

/** How often it was asked where reading starts. */
let start: { asked: number };

/** What is asked before a socket opens has been answered. */
const answered = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(async () => {
  relay = new HandDrivenRelay();
  notebook = new Notebook();
  start = { asked: 0 };
  feed = new LiveFeed(
    relay,
    async () => {
      start.asked += 1;
      return null;
    },
    notebook,
  );
  await answered();
});

test("backlog, then live", () => {
  expect(notebook.state).toEqual({ state: "connecting", attempt: 0 });
  relay.welcome();
  relay.send("c2", 1, 2);
  expect(notebook.state).toEqual({ state: "catching_up" });
  relay.say({ type: "live", cursor: "c2" });
  relay.send("c3", 3);
  expect(notebook.state).toEqual({ state: "live" });
  expect(notebook.read).toEqual([1, 2, 3]);
});

test("after a break the feed resumes by cursor, without gap or repeat", async () => {
  relay.welcome();
  relay.send("c2", 1, 2);
  await relay.breakLine();
  expect(notebook.state).toMatchObject({ state: "disconnected", attempt: 1, retryAt: 500 });
  relay.timers[0]?.run();
  expect(relay.opened.map(({ cursor }) => cursor)).toEqual([null, "c2"]);
  relay.welcome();
  relay.send("c3", 2, 3);
  expect(notebook.read).toEqual([1, 2, 3]);
});

test("a reader who does not want to wait need not", async () => {
  await relay.breakLine();
  feed.retryNow();
  await answered();
  expect(relay.opened).toHaveLength(2);
  expect(relay.timers).toHaveLength(0);
});

test("another log under the same address begins anew", async () => {
  relay.welcome("relay-1");
  relay.send("c2", 1, 2);
  await relay.breakLine();
  relay.timers[0]?.run();
  relay.welcome("relay-2");
  expect(notebook.resets).toBe(1);
  await answered();
  expect(start.asked).toBe(2);
  expect(relay.opened.at(-1)?.cursor).toBeNull();
  relay.welcome("relay-2");
  relay.send("c1", 1);
  expect(notebook.read).toEqual([1]);
});

test("a missing token is told and not retried", async () => {
  relay.refusalSentence = "open the link";
  await relay.breakLine();
  expect(notebook.state).toEqual({ state: "refused", reason: "open the link" });
  expect(relay.timers).toHaveLength(0);
});

test("a close code of the registry is told in its sentence", async () => {
  relay.welcome();
  await relay.breakLine(1013);
  expect(notebook.state).toMatchObject({ reason: "the reader fell too far behind and must resume by cursor" });
});

test("words this page does not know are said so, not dropped in silence", () => {
  relay.socket.onmessage?.({ data: '{"type":"surprise"}' });
  expect(notebook.state).toMatchObject({ state: "refused" });
});

test("a closed feed stays closed", async () => {
  feed.close();
  await relay.breakLine();
  expect(relay.timers).toHaveLength(0);
  expect(relay.opened).toHaveLength(1);
});

test("[STR-3] what changed in the projections reaches the reader", () => {
  relay.welcome();
  const counts = { firstEntry: 1, lastEntry: 2, lastReceivedAt: 1, entries: 2, revision: 1, devices: [], verdicts: {} };
  const delta: SessionDelta = { sessionId: "s-1", status: "active", ...counts, findings: { from: 0, added: [] } };
  relay.say({ type: "summary", at: "c2", sessions: [delta], devices: [], gone: ["s-0"], goneDevices: [] });
  expect(notebook.told).toEqual(["s-1", "s-0"]);
});

test("what is read ahead decides where the line begins", async () => {
  feed.close();
  relay = new HandDrivenRelay();
  feed = new LiveFeed(relay, async () => "c700", notebook);
  await answered();
  expect(relay.opened.map(({ cursor }) => cursor)).toEqual(["c700"]);
});

test("a beginning that cannot be read is a line that broke, and is tried again", async () => {
  feed.close();
  relay = new HandDrivenRelay();
  const answers: (Error | string)[] = [new Error("no answer"), "c9"];
  const begin = async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer ?? null;
  };
  feed = new LiveFeed(relay, begin, notebook);
  await answered();
  expect(relay.opened).toHaveLength(0);
  expect(notebook.state).toMatchObject({ state: "disconnected", attempt: 1 });
  relay.timers[0]?.run();
  await answered();
  expect(relay.opened.map(({ cursor }) => cursor)).toEqual(["c9"]);
});

test.each([
  [2, "newer"],
  [0, "older"],
] as const)("a relay that speaks protocol %d is refused by name, and not asked again", (v, version) => {
  relay.socket.onmessage?.({ data: JSON.stringify({ type: "welcome", v, relayId: "relay-1", head: "c9", more: {} }) });
  const reason = `the relay speaks protocol ${v}; this page knows protocol 1`;
  expect(notebook.state).toEqual({ state: "refused", reason, version });
  expect(relay.timers).toEqual([]);
});
