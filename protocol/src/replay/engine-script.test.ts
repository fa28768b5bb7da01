import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CaptureReader } from "../captures/index.ts";
import { openEngine } from "../engine.ts";
import type { Entry, Frame } from "../frame.ts";
import { Redactor } from "../redaction/index.ts";
import type { Value } from "../value.ts";
import { anchorFor, departure, type EngineScript, engineScripts } from "./engine-script.ts";

const folder = new URL("../../vectors/captures/", import.meta.url);

function entriesOf(name: string): Entry[] {
  const reader = new CaptureReader();
  const frames = [...reader.push(readFileSync(new URL(name, folder), "utf8")), ...reader.end()];
  return frames.map(({ receivedAt, frame }, i) => ({ entry: i + 1, receivedAt, frame }));
}

/** The first entry at which a whole engine says something else than was recorded, and what. */
function played({ deviceId, role, steps }: EngineScript): { entry: number; what: string } | undefined {
  const store = new Map<string, Value>();
  let minted = 0;
  const open = () => openEngine({ deviceId, role, mintId: () => `m${++minted}`, stored: [...store] });
  let engine = open();
  for (const step of steps) {
    if (step.clockId !== undefined || step === steps[0]) {
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
  for (const script of engineScripts(entriesOf(name))) {
    const parted = played(script);
    if (name === "engine-bug.ndjson" && script.role === "watch") expect(parted).toMatchObject({ entry: 40 });
    else expect(parted, script.role).toBeUndefined();
    expect(script.steps.length).toBeGreaterThan(8);
  }
});

test.each(names)("of %s without its health values an engine says the same", (name) => {
  const redactor = new Redactor("health");
  const bare = entriesOf(name).map((each) => ({
    ...each,
    frame: JSON.parse(redactor.frame(JSON.stringify(each.frame))) as Frame,
  }));
  for (const script of engineScripts(bare)) {
    const parted = played(script);
    if (name === "engine-bug.ndjson" && script.role === "watch") expect(parted).toMatchObject({ entry: 40 });
    else expect(parted, script.role).toBeUndefined();
  }
});

test.each(names.filter((name) => name !== "engine-bug.ndjson"))(
  "[OBS-3] of %s, begun anywhere in its middle, no engine accuses anyone of what it was not told",
  (name) => {
    const entries = entriesOf(name);
    let steps = 0;
    for (let from = 0; from < entries.length; from += 7) {
      for (const script of engineScripts(entries.slice(from))) {
        expect([script.role, from, played(script)]).toEqual([script.role, from, undefined]);
        steps += script.steps.length;
      }
    }
    expect(steps).toBeGreaterThan(100);
  },
);
