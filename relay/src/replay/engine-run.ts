import { type Engine, type Entry, type Input, type Output, openEngine, type Role, type Value } from "@lighty/protocol";
import { anchorFor, departure, type EngineStep, engineScripts } from "@lighty/protocol/replay";

/** An engine in whatever language, told one input at a time. */
export interface EngineDoor {
  /** As it is said: "the TypeScript engine". */
  readonly name: string;
  open(options: { deviceId: string; role: Role; stored: readonly (readonly [string, Value])[] }): Promise<void>;
  step(input: Input): Promise<Output>;
  close(): Promise<void>;
}

/** The engine of this process. */
export class TypeScriptDoor implements EngineDoor {
  readonly name = "the TypeScript engine";
  #engine: Engine | null = null;
  #minted = 0;

  async open({ deviceId, role, stored }: Parameters<EngineDoor["open"]>[0]): Promise<void> {
    this.#engine = openEngine({
      deviceId,
      role,
      mintId: () => `replayed-${++this.#minted}`,
      stored: structuredClone(stored),
      // What is played may be a replay that a relay recorded.
      allowsReplay: true,
    });
  }

  async step(input: Input): Promise<Output> {
    if (this.#engine === null) throw new Error("the engine was not opened");
    return this.#engine.step(input);
  }

  async close(): Promise<void> {}
}

/** Where an engine says something else than was recorded, or than another engine. */
export interface Departure {
  entry: number;
  role: Role;
  sentence: string;
}

/**
 * Plays each device's script through each engine, side by side, and names the first entry at which one says another digest or makes another event
 * than was recorded: an engine that is alone with its word is wrong, and engines that agree against the record point at the device.
 */
export async function firstDepartures(entries: readonly Entry[], doors: readonly EngineDoor[]): Promise<Departure[]> {
  const departures: Departure[] = [];
  for (const script of engineScripts(entries)) {
    for (const door of doors) {
      const found = await departureOf(script, door);
      if (found !== undefined) departures.push({ ...found, role: script.role });
    }
  }
  return departures.sort((a, b) => a.entry - b.entry);
}

async function departureOf(
  { deviceId, role, steps }: ReturnType<typeof engineScripts>[number],
  door: EngineDoor,
): Promise<{ entry: number; sentence: string } | undefined> {
  const store = new Map<string, Value>();
  const open = async (step: EngineStep) => {
    store.set(...anchorFor(step));
    await door.open({ deviceId, role, stored: [...store] });
  };
  for (const [index, step] of steps.entries()) {
    // A capture may begin after the device did: then its clock has no name.
    if (step.clockId !== undefined || index === 0) await open(step);
    const output = await door.step(step.input);
    for (const [key, value] of output.save ?? []) {
      if (value === null) store.delete(key);
      else store.set(key, value);
    }
    const what = departure(step, output);
    if (what !== undefined)
      return { entry: step.entry, sentence: `entry ${step.entry}: ${door.name} in the ${role}'s place: ${what}` };
  }
  return undefined;
}
