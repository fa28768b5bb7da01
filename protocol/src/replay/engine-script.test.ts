import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CaptureReader } from "../captures/index.ts";
import { openEngine } from "../engine.ts";
import type { Value } from "../value.ts";
import { anchorFor, departure, type EngineScript, engineScripts } from "./engine-script.ts";

const folder = new URL("../../vectors/captures/", import.meta.url);

function scriptsOf(name: string): EngineScript[] {
  const reader = new CaptureReader();
  const frames = [...reader.push(readFileSync(new URL(name, folder), "utf8")), ...reader.end()];
  return engineScripts(frames.map(({ receivedAt, frame }, i) => ({ entry: i + 1, receivedAt, frame })));
}

/** The first entry at which a whole engine says something else than was recorded, and what. */
function played({ deviceId, role, steps }: EngineScript): { entry: number; what: string } | undefined {
  const store = new Map<string, Value>();
  let minted = 0;
  const open = () => openEngine({ deviceId, role, mintId: () => `m${++minted}`, stored: [...store] });
  let engine = open();
  for (const step of steps) {
    if (step.clockId !== undefined) {
      store.set(...anchorFor(step));
      engine = open();
    }
    const output = engine.step(step.input);
    for (const [key, value] of output.save ?? []) value === null ? store.delete(key) : store.set(key, value);
    const what = departure(step, output);
    if (what !== undefined) return { entry: step.entry, what };
  }
  return undefined;
}

const names = readdirSync(folder).filter((name) => name.endsWith(".ndjson"));

test.each(names)("a whole engine that is told what each device of %s was told says what was recorded", (name) => {
  for (const script of scriptsOf(name)) {
    const parted = played(script);
    if (name === "engine-bug.ndjson" && script.role === "watch") expect(parted).toMatchObject({ entry: 40 });
    else expect(parted, script.role).toBeUndefined();
    expect(script.steps.length).toBeGreaterThan(8);
  }
});
