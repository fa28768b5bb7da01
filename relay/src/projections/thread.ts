import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { asRelayError } from "../errors.ts";
import { FoldFile } from "../log/fold-file.ts";
import { LogReader } from "../log/log-reader.ts";
import { Follower, type FollowerPorts } from "./follower.ts";
import { standBack } from "./priority.ts";
import type { Down, ThreadData, Up } from "./wire.ts";

/*
 * The projections' thread: it reads what the writer has committed over a connection of its own, folds it, and answers whoever asks. Nobody
 * who writes waits for it, and when it dies another one begins where the last was kept.
 *
 *   landed -> pages by cursor -> fold -> what changed, a few times a second
 *                                  `---> what stands, when it rests, into a file of its own
 */

standBack();

const port = parentPort as MessagePort;
const { folder, logId, head, pruned, removals, isAnew } = workerData as ThreadData;
/** It reads onward, each page once: what lies in a cache behind it is of no use to it. */
const cacheKiB = 2_000;
const reader = new LogReader(folder, cacheKiB);
const warn = (sentence: string) => process.emitWarning(sentence);
const kept = new FoldFile(folder, logId, removals, warn);
if (isAnew) kept.clear();

const ports = {
  read: (options, upTo) => reader.read(options, upTo),
  changed: (changes) => say({ type: "changed", changes }),
  // Out of here it ends the thread, and the one after it begins from what is kept.
  failed: (error) => setImmediate(() => fail(error)),
  warn,
} satisfies FollowerPorts;
const follower = new Follower(ports, kept, head);
if (pruned > 0) follower.pruned(pruned);
follower.landed(head);

port.on("message", (down: Down) => {
  switch (down.type) {
    case "landed":
      return follower.landed(down.head, down.isBusy);
    case "pruned":
      return follower.pruned(down.upTo);
    case "removed":
      kept.isAfter(down.removals);
      return follower.removed(down.sessionId);
    case "ask":
      follower.landed(down.until);
      return void reply(down.ticket, follower.ask(down.ask, down.question, down.until));
    case "start":
      follower.landed(down.until);
      return void reply(down.ticket, follower.start(down.sessionId, down.until));
    case "close":
      return void close();
  }
});

async function reply(ticket: number, answering: Promise<unknown>): Promise<void> {
  try {
    say({ type: "answer", ticket, answer: await answering });
  } catch (error) {
    const { code, sentence } = asRelayError(error);
    say({ type: "refused", ticket, rejection: { code, sentence } });
  }
}

async function close(): Promise<void> {
  await follower.close();
  reader.close();
  kept.close();
  port.close();
}

function say(up: Up): void {
  port.postMessage(up);
}

function fail(error: unknown): never {
  throw error;
}
