import { randomBytes } from "node:crypto";
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { Frame } from "@lighty/protocol";
import { giveBack } from "../give-back.ts";
import type { Batch } from "../log/event-log.ts";
import { SqliteLog } from "../log/sqlite-log.ts";
import type { WrittenEntry } from "../log/written-entry.ts";
import { land } from "./land.ts";
import { type Down, type Outcome, type ThreadData, type Up, unpack } from "./wire.ts";

/*
 * The writer's thread, the only one that writes the log.
 *
 *   turn -> cut -> parsed -> validated -> judged -> inserted -> committed -> acks and entries go back
 *
 * Everything that waits when a commit is done goes into the next one, up to a bound: idle it is quick, busy its commits are large.
 */

/** A commit takes no more than this: what lands in it also has to be told in one go. */
const commitFrames = 1_024;

/** What can wait is done when nobody has come for so long; the bounds of the log are looked after in any case, every so many commits. */
const idleMs = 30;
const commitsPerTidy = 64;

/** What nobody brings about, such as age, is looked after so often. */
const restMs = 60_000;

const port = parentPort as MessagePort;
const senders = new Map<number, string>();

async function serve(log: SqliteLog): Promise<void> {
  // Loaded late: the relay can listen as soon as the log is open, and the law takes longer to load than the log to open.
  const [{ FactsDrawer }, { Gathering }, { Windows }, { judgeFrames, judgeMessage }, { MessageScan }] =
    await Promise.all([
      import("@lighty/protocol"),
      import("../ingest/gathering.ts"),
      import("../ingest/intake.ts"),
      import("../ingest/judge.ts"),
      import("../ingest/message-scan.ts"),
    ]);
  let drawer = new FactsDrawer();
  let scan = new MessageScan();
  const draw = (frame: Frame) => drawer.of(frame);
  const windows = new Windows();
  let gathering = new Gathering(windows);
  let tickets: number[] = [];
  /** Turns of which every message is on its way into the next commit: nothing of them is read after it. */
  let turns: ArrayBuffer[] = [];

  let isListened = false;
  /** What landed, written out for the other thread, as far as anybody there wants it. */
  const handedOut = (entries: readonly WrittenEntry[]) => (isListened ? land(log, entries) : null);

  let commits = 0;
  const look = () => {
    commits += 1;
    // Usually it is done once nobody waits; this far behind it waits for no such moment.
    if (log.isBehind(2)) tidy();
    if (commits % commitsPerTidy !== 0) return;
    log.boundWal();
    tidy();
  };

  const tidy = (): boolean => {
    try {
      return log.tidy(now());
    } catch {
      // No room: what cannot be tidied now can be later, and a commit that fails says so itself.
      return false;
    }
  };

  let idle: NodeJS.Timeout | undefined;
  const whenIdle = () => {
    clearTimeout(idle);
    idle = setTimeout(() => tidy() && whenIdle(), idleMs);
  };

  const commit = async () => {
    if (tickets.length === 0) return;
    const [own, ended, spent] = [tickets, gathering, turns];
    tickets = [];
    turns = [];
    gathering = new Gathering(windows);
    try {
      const entries = ended.frames === 0 ? [] : log.write(ended.batch(now()));
      const outcomes = await ended.outcomes((deviceId, bootIds) => log.held(deviceId, bootIds));
      const told: [number, Outcome][] = [];
      for (const [place, outcome] of outcomes.entries()) {
        if (!outcome.taken) told.push([place, outcome]);
        else if (outcome.acked.length > 0 || outcome.quarantined.length > 0) told.push([place, outcome]);
      }
      const landed = handedOut(entries);
      say(
        {
          type: "committed",
          isAppended: false,
          quarantined: log.quarantined,
          head: log.head,
          entries: landed,
          outcomes: { tickets: own, told },
        },
        landed === null ? [] : [landed.text.buffer, landed.places.buffer, landed.listed.buffer],
      );
    } catch (error) {
      say({ type: "failed", tickets: own, error: error as Error });
    } finally {
      ended.end();
      for (const turn of spent) giveBack(turn);
    }
    look();
  };

  const append = (ticket: number, batch: Batch) => {
    try {
      const entries = handedOut(log.write(batch));
      say({
        type: "committed",
        isAppended: true,
        quarantined: log.quarantined,
        head: log.head,
        entries,
        outcomes: { tickets: [ticket], told: [] },
      });
    } catch (error) {
      say({ type: "failed", tickets: [ticket], error: error as Error });
    }
  };

  const forget = async (down: Extract<Down, { type: "purge" | "remove" }>) => {
    const { ticket } = down;
    try {
      if (down.type === "purge") {
        await log.purge();
        say({ type: "held", ticket, acked: [] });
      } else {
        const { sessionId } = down;
        say({ type: "removed", ticket, sessionId, removal: await log.remove(sessionId) });
      }
    } catch (error) {
      say({ type: "failed", tickets: [ticket], error: error as Error });
    }
    // They remember texts that crossed, and none may be left.
    drawer = new FactsDrawer();
    scan = new MessageScan();
  };

  const hear = async (down: Down): Promise<void> => {
    switch (down.type) {
      case "sender":
        senders.set(down.number, down.deviceId);
        return;
      case "listened":
        isListened = down.isListened;
        return;
      case "turn":
        for (const { ticket, sender, line, bytes } of unpack(down.buffer)) {
          const deviceId = senders.get(sender) as string;
          gathering.add(scan.read(bytes, deviceId) ?? judgeMessage(bytes.toString(), deviceId, draw), line);
          tickets.push(ticket);
          if (gathering.frames >= commitFrames) await commit();
        }
        turns.push(down.buffer);
        return;
      case "take":
        gathering.add(judgeFrames(down.texts, down.sender, draw), null);
        tickets.push(down.ticket);
        return;
      case "append":
        await commit();
        return append(down.ticket, down.batch);
      case "held":
        await commit();
        return say({ type: "held", ticket: down.ticket, acked: log.held(down.deviceId, down.bootIds) });
      case "purge":
      case "remove":
        await commit();
        return forget(down);
      case "close":
        await commit();
        clearTimeout(idle);
        clearInterval(resting);
        await log.close();
        say({ type: "closed" });
        return port.close();
    }
  };

  const run = async (down: Down) => {
    let next: Down | undefined = down;
    while (next !== undefined) {
      await hear(next);
      if (next.type === "close") return;
      next = received();
      if (next !== undefined) continue;
      await commit();
      // What came meanwhile is waited for; what can be tidied is not.
      next = received();
    }
    if (log.isBehind()) tidy();
    whenIdle();
  };

  // What became too old while the relay was away goes though nobody says a word, and so does what becomes too old.
  whenIdle();
  const resting = setInterval(whenIdle, restMs);

  let running: Promise<void> = Promise.resolve();
  port.on("message", (down: Down) => {
    running = running.then(() => run(down));
  });
}

function received(): Down | undefined {
  return receiveMessageOnPort(port)?.message as Down | undefined;
}

function say(up: Up, transfer: ArrayBuffer[] = []): void {
  port.postMessage(up, transfer);
}

function now(): number {
  return Date.now();
}

try {
  const { folder, options } = workerData as ThreadData;
  const log = new SqliteLog(folder, () => `r${randomBytes(12).toString("hex")}`, { ...options, hasKeeper: true });
  say({
    type: "open",
    id: log.id,
    head: log.head,
    quarantined: log.quarantined,
    pruned: log.pruned,
    removals: log.removals,
  });
  log.whenPruned((upTo) => say({ type: "pruned", upTo }));
  await serve(log);
} catch (error) {
  say({ type: "unopened", error: error as Error });
}
