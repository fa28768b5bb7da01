import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type { Entry } from "@lighty/protocol";
import { Pacing } from "@lighty/protocol/replay";
import { DeviceTarget } from "./device-target.ts";
import { TypeScriptDoor } from "./engine-run.ts";
import { EnginesTarget } from "./engines-target.ts";
import { HeadlessTarget } from "./headless-target.ts";
import { Heard } from "./heard.ts";
import { Controls, play } from "./playing.ts";
import { Progress } from "./progress.ts";
import { RelayTarget } from "./relay-target.ts";
import type { ReplayDeed } from "./replay-order.ts";
import type { ReplayTarget } from "./replay-target.ts";
import { inWeather } from "./staging.ts";
import { isSwiftHere, SwiftDoor } from "./swift-door.ts";
import type { Down, ThreadData, Up } from "./wire.ts";

/*
 * One replay in a thread of its own: what it works out, builds or waits for is in nobody's way, and when it dies nothing else does.
 *
 *   entries, entries, play -> weather, target -> now, now, now: ended
 */

const port = parentPort as MessagePort;
const { order, doors } = workerData as ThreadData;
const read: Entry[] = [];
const controls = new Controls();
const heard = new Heard();
let played: readonly Entry[] = [];
/** What was said before it was known what is played. */
let early: ReplayDeed[] | null = [];

port.on("message", (down: Down) => {
  if (down.type === "entries") read.push(...down.entries);
  else if (down.type === "heard") heard.add(down.entries);
  else if (down.type === "deed") early === null ? tell(down.deed) : early.push(down.deed);
  else void run().catch((error: Error) => say({ state: "failed", failure: error.message }));
});

async function run(): Promise<void> {
  const { weather, target: where, startsPaused = false, loops = false, untilFinding } = order;
  const staged = weather === undefined ? { entries: read, faults: [] } : inWeather({ entries: read }, weather);
  const { entries, faults } = staged;
  played = entries;
  for (const deed of early ?? []) tell(deed);
  early = null;
  const from = placeOf(order.from ?? 0);
  const to = order.to === undefined ? entries.length : placeOf(order.to + 1);
  if (from >= to)
    throw new RangeError(`there is nothing to play from entry ${order.from} to ${order.to ?? "the last"}`);
  const rate = order.rate ?? (where === "relay" || where === "device" ? 1 : "max");
  const times = entries.map(({ receivedAt }) => receivedAt);
  const pacing = new Pacing({ times, rate, from, to, loops, startsPaused, batch: 64 });
  const progress = new Progress({ entries, from, to, rate: () => pacing.rate, say });
  progress.found(faults.map((sentence) => ({ sentence })));
  const target = await open(entries);
  // The law needs what came before; a log would only be told of it twice.
  if (from > 0 && where !== "relay") await target.play(entries.slice(0, from));
  const outcome = await play({
    ...{ entries, pacing, target, controls },
    ...(untilFinding === undefined ? {} : { untilFinding }),
    found: (found) => progress.found([found]),
    state: (state, position) => progress.at(state, position, target.sessionIds),
  });
  const ended = { ...outcome, isGreen: outcome.isGreen && faults.length === 0 };
  progress.ended(ended, { wasStopped: pacing.state !== "ended", sessionIds: target.sessionIds });
  port.close();
}

async function open(entries: readonly Entry[]): Promise<ReplayTarget> {
  const { target, room = "", as = "phone" } = order;
  const { origin, token, ca } = doors;
  const tee = { url: `${origin}/v1/replay/tee`, token, certificate: ca };
  if (target === "headless") return new HeadlessTarget();
  if (target === "relay") return new RelayTarget(tee, entries);
  if (target === "swift") {
    if (!isSwiftHere())
      throw new Error("there is no Swift on the relay's machine; scripts/swift.sh --install fetches it");
    return new EnginesTarget([new TypeScriptDoor(), SwiftDoor.start()]);
  }
  const link = { url: `${origin}/v1/replay/link`, token, ca };
  const device = new DeviceTarget({ tee, link, room, as, listen: () => heard.answers() }, entries);
  await device.join();
  return device;
}

function tell(deed: ReplayDeed): void {
  if (deed.type === "quit") return controls.quit();
  if (deed.type === "seek") controls.tell({ type: "seek", to: placeOf(deed.to) });
  else controls.tell(deed);
}

/** The place of an entry in what is played, or of the next one there is. */
function placeOf(entry: number): number {
  const place = played.findIndex((each) => each.entry >= entry);
  return place < 0 ? played.length : place;
}

function say(now: Extract<Up, { type: "now" }>["now"]): void {
  port.postMessage({ type: "now", now } satisfies Up);
}
