import { Role } from "@lighty/protocol";
import { matcherOf, parseFilter } from "@lighty/protocol/filter";
import { isRate, Pacing, type Rate } from "@lighty/protocol/replay";
import { TypeScriptDoor } from "../../replay/engine-run.ts";
import { EnginesTarget } from "../../replay/engines-target.ts";
import { loadFailing } from "../../replay/failing-pair.ts";
import { HeadlessTarget } from "../../replay/headless-target.ts";
import { type LoadedCapture, loadCapture } from "../../replay/loaded-capture.ts";
import { Controls, play } from "../../replay/playing.ts";
import type { ReplayTarget } from "../../replay/replay-target.ts";
import { inWeather, runOf, type Staged } from "../../replay/staging.ts";
import { isSwiftHere, SwiftDoor } from "../../replay/swift-door.ts";
import { addressOf, unreachable } from "../address.ts";
import { asCommandError } from "../capture-errors.ts";
import { command } from "../command.ts";
import { entryLine } from "../entry-line.ts";
import { CommandError, misuse } from "../errors.ts";
import { filterOf } from "../filter-words.ts";
import { listenForKeys } from "../keys.ts";
import { relayOptions } from "../relay-options.ts";
import { deviceTarget, relayTarget } from "../replay-door.ts";
import { kindsOf } from "../weather-kinds.ts";

const entryOption = { type: "number", placeholder: "entry", min: 1, max: 1_000_000_000, isWhole: true } as const;

export const spec = command({
  group: "Replay",
  summary:
    "Play a capture back: into the law itself, into Swift, into a running relay, or into a device that allows it",
  description: `Headless, every verdict and digest that was recorded is compared with what the law gives. With --target swift the headless Swift engine and the TypeScript one are told what each device was told, and compared digest for digest. With --target relay the frames go through the gateway like those of any device, under names of their own (replay...) and marked as replayed; a dashboard shows them as they come.

With --target device the relay plays the absent one of the pair to a device in a room of the relay: the device is told, as it was recorded, all that the other one of its role received and what was done on it, and each verdict and digest it comes to is compared with what was recorded, and with the law. The device must be in the room, tee to this relay, and have said that its user allows replays; a release build never does. Its answers stand in the relay's log beside the originals. Both targets need the scope control.

With --weather or --seed nothing recorded is repeated: what people did is done again by the real engines over a simulated link in that weather, and that run is what is played; the same seed gives the same frames to the byte. --failing does again what lighty verify found and shrank.

A replay goes back and forth, so the whole capture is held in memory; of a long one export a session, or a part by time.

In a terminal: space pauses and goes on, the right arrow steps, the left one steps back, + and - double and halve the rate, q ends.`,
  arguments: { capture: { summary: "the capture; - for standard input", completes: "file" } },
  options: {
    target: {
      type: "choice",
      choices: ["headless", "relay", "swift", "device"],
      default: "headless",
      summary: "where it is played to",
    },
    room: { type: "text", placeholder: "name", summary: "the room of the device that is played to" },
    as: { type: "choice", choices: Role.options, summary: "whom the replay plays to that device" },
    rate: {
      type: "text",
      placeholder: "factor",
      summary: "0.01 to 1000 times as fast as it was, or max; a relay or a device is 1 without it, all else max",
    },
    step: { type: "flag", summary: "start paused and go on entry by entry, by the right arrow" },
    startPaused: { type: "flag", summary: "wait for the space bar" },
    from: { ...entryOption, summary: "first entry to play" },
    to: { ...entryOption, summary: "last entry to play" },
    loop: { type: "flag", summary: "begin again at the end, until q or Ctrl-C" },
    filter: { type: "text", placeholder: "filter", summary: "play only what the dashboard's filter lets through" },
    until: { type: "choice", choices: ["end", "finding"], default: "end", summary: "where to stop by itself" },
    weather: { type: "text", placeholder: "kinds", summary: "do it again in weather of these kinds, or all" },
    seed: { type: "text", placeholder: "seed", summary: "the weather of this seed; 1 without it" },
    failing: {
      type: "text",
      placeholder: "file",
      summary: "do again what lighty verify wrote of a failure",
      completes: "file",
    },
    ...relayOptions,
  },
  examples: [
    ["replay gym.ndjson.gz", "compares every verdict and digest with what was recorded"],
    ["replay gym.ndjson.gz --target relay --rate 20", "shows it in the dashboard, twenty times as fast"],
    ["replay gym.ndjson.gz --target device --room gym --as phone", "plays the phone to the watch in room gym"],
    ["replay gym.ndjson.gz --until finding --rate 1", "plays until something is found"],
    ["replay gym.ndjson.gz --weather drop,restart --seed 7", "does it again with losses and restarts"],
  ],
  exits: ["mismatch", "unreachable", "capture"],
  run: async ({ arguments: { capture: path }, options, terminal }) => {
    const { target: where, from = 1, loop, filter, until, step, startPaused } = options;
    const rate = rateOf(options.rate ?? (where === "relay" || where === "device" ? "1" : "max"));
    const passes = passesOf(filterOf(filter === undefined ? undefined : [filter]));
    const loaded = await loadCapture(path).catch((error: unknown) => {
      throw asCommandError(error, path);
    });
    for (const sentence of loaded.missing) terminal.say(`the capture is not whole: ${sentence}`);
    const weathered = stage(loaded, options);
    for (const sentence of weathered.faults) terminal.say(terminal.paintSaid("red", sentence));
    const { entries } = weathered;
    const times = entries.map(({ receivedAt }) => receivedAt);
    if (entries.length === 0) throw new CommandError("capture", `${path}: there is no frame to play`);
    const to = Math.min(options.to ?? entries.length, entries.length);
    if (from > to) throw misuse(`--from ${from} is behind the last entry to play, ${to}`);
    const pacing = new Pacing({
      ...{ times, rate, from: from - 1, to, loops: loop, startsPaused: startPaused || step },
      // The law needs every frame; there a filter only says what is shown.
      ...(where === "relay" ? { passes: (index: number) => passes(entries[index] as (typeof entries)[number]) } : {}),
    });
    const controls = new Controls();
    terminal.signal.addEventListener("abort", () => controls.quit());
    const keys = listenForKeys(controls, pacing);
    if ((step || startPaused) && !keys.areThere)
      throw misuse("nobody could go on: standard input is no terminal", "leave --step and --start-paused out");
    const target = await open(where, entries, options, terminal.signal);
    if (from > 1 && where !== "relay") await target.play(entries.slice(0, from - 1));
    try {
      const outcome = await play({
        ...{ entries, pacing, target, controls },
        ...(until === "finding" ? { untilFinding: keys.areThere ? ("pause" as const) : ("end" as const) } : {}),
        played: (entry) => {
          if (where !== "device" && passes(entry)) terminal.print(entryLine(entry, terminal));
        },
        found: ({ sentence }) => terminal.say(terminal.paintSaid("yellow", sentence)),
      });
      for (const line of outcome.lines ?? []) terminal.print(line);
      terminal.say(outcome.sentence);
      if (terminal.signal.aborted) return "interrupted";
      return outcome.isGreen && weathered.faults.length === 0 ? "ok" : "mismatch";
    } catch (error) {
      if (where !== "relay" && where !== "device") throw error;
      throw unreachable(new URL((await addressOf(options)).url), error);
    } finally {
      keys.close();
    }
  },
});

function rateOf(text: string): Rate {
  const rate: Rate = text === "max" ? "max" : Number(text);
  if (isRate(rate)) return rate;
  throw misuse(`--rate is ${JSON.stringify(text)}; a rate is 0.01 to 1000, or max`);
}

function passesOf(filter: string | undefined): (entry: LoadedCapture["entries"][number]) => boolean {
  const parsed = parseFilter(filter ?? "");
  return parsed.ok ? matcherOf(parsed.filter) : () => true;
}

interface Asked {
  weather: string | undefined;
  seed: string | undefined;
  failing: string | undefined;
}

/** The entries to play: those of the capture, or of a run that does again what it shows. */
function stage(capture: LoadedCapture, { weather, seed, failing }: Asked): Staged {
  if (failing !== undefined) return runOf(loadPair(failing));
  if (weather === undefined && seed === undefined) return { entries: capture.entries, faults: [] };
  return inWeather(capture, { seed: seed ?? "1", kinds: kindsOf(weather) });
}

function loadPair(file: string): ReturnType<typeof loadFailing> {
  try {
    return loadFailing(file);
  } catch (error) {
    throw asCommandError(error, file);
  }
}

async function open(
  where: "headless" | "relay" | "swift" | "device",
  entries: LoadedCapture["entries"],
  choice: Parameters<typeof deviceTarget>[0],
  signal: AbortSignal,
): Promise<ReplayTarget> {
  if (where === "headless") return new HeadlessTarget();
  if (where === "swift") {
    if (!isSwiftHere()) throw misuse("there is no Swift here", "scripts/swift.sh --install fetches it");
    return new EnginesTarget([new TypeScriptDoor(), SwiftDoor.start()]);
  }
  return where === "relay" ? relayTarget(choice, entries) : deviceTarget(choice, entries, signal);
}
