import type { Envelope } from "../envelope.ts";
import type { Entry } from "../frame.ts";
import type { Role } from "../ids.ts";
import { ObservedDevice } from "../observe.ts";
import { Registers } from "../register.ts";
import type { Input, Output } from "../step.ts";
import { canonical, type Value } from "../value.ts";
import { actOf } from "./act-of.ts";

/** One thing that a device's engine was told, and what its tee recorded of the answer. */
export interface EngineStep {
  readonly entry: number;
  /** The engine is opened anew under this clock: at first, and after a reboot. */
  readonly clockId?: string;
  readonly input: Input;
  readonly digests: Readonly<Record<string, string>>;
  /** Own events, where the device made some. */
  readonly events: readonly Envelope[];
}

/** A device's frames as a script for a whole engine: what it received and what it did, at the times of its own session clock. */
export interface EngineScript {
  readonly deviceId: string;
  readonly role: Role;
  readonly steps: readonly EngineStep[];
}

/**
 * The scripts of all devices of a capture. The engine is never activated, so it merges, acts and judges, and sends nothing: what it sent is the
 * link's story, and only `redrive` can tell that again.
 */
export function engineScripts(entries: readonly Entry[]): EngineScript[] {
  const scripts = new Map<string, EngineScript & { steps: EngineStep[] }>();
  const folds = new Map<string, ObservedDevice>();
  const clocks = new Map<string, string>();
  for (const { entry, frame } of entries) {
    const { deviceId, role } = frame.observer;
    let script = scripts.get(deviceId);
    const fold = folds.get(deviceId) ?? new ObservedDevice(deviceId);
    if (script === undefined) {
      script = { deviceId, role, steps: [] };
      scripts.set(deviceId, script);
      folds.set(deviceId, fold);
    }
    const clockId = /^\{"kind":"note","note":"activated","clockId":"([a-z0-9._-]+)"/.exec(frame.body)?.[1];
    const isNewClock = clockId !== undefined && clocks.get(deviceId) !== clockId;
    if (isNewClock) clocks.set(deviceId, clockId);
    const at = (ms: number) => ({ wallMs: ms, monotonicMs: ms, deviceBootId: clocks.get(deviceId) ?? "boot" });
    const opened = isNewClock ? { clockId } : {};
    const digests = frame.digests ?? {};
    const { steps } = script;
    if (isNewClock)
      steps.push({ entry, ...opened, input: { type: "tick", now: at(frame.observedAt) }, digests, events: [] });
    if (frame.direction === "received") {
      const input: Input = {
        ...{ type: "received", now: at(frame.observedAt), text: frame.body },
        transport: frame.transport ?? "message",
      };
      steps.push({ entry, input, digests, events: [] });
    }
    const before = fold.replica.sessions;
    const acts = frame.direction === "local" && !frame.body.includes('"kind":"note"') ? eventsIn(frame.body) : [];
    for (const event of acts) {
      const act = actOf(event, before.get(event.sessionId)?.registers ?? new Registers());
      if (act === undefined) continue;
      steps.push({ entry, input: { type: "acted", now: at(event.timestamp), act }, digests, events: [event] });
    }
    fold.apply(frame);
  }
  return [...scripts.values()];
}

function eventsIn(body: string): Envelope[] {
  const { events } = JSON.parse(body) as { events?: Envelope[] };
  return events ?? [];
}

/** The durable anchor that makes an engine's session clock read what the script says, under the id it had. [CLK-2] */
export function anchorFor({ clockId = "clock", input }: EngineStep): readonly [key: string, value: Value] {
  const { monotonicMs, wallMs, deviceBootId } = input.now;
  return ["clock", { clockId, wallMs, monotonicMs, deviceBootId }];
}

/** Where an engine's answer is not what was recorded: in words; undefined when it is. Ids are each engine's own. */
export function departure(
  { digests, events }: EngineStep,
  output: Pick<Output, "digests" | "events" | "refusal">,
): string | undefined {
  for (const [index, event] of events.entries()) {
    const own = output.events?.[index];
    if (own === undefined)
      return `it makes no ${event.eventType}${output.refusal === undefined ? "" : `: ${output.refusal.sentence}`}`;
    for (const key of ["eventType", "seq", "revision", "timestamp", "payload"] as const) {
      const [is, was] = [say(own[key]), say(event[key])];
      if (is !== was) return `its ${event.eventType} has ${key} ${is}, the recorded one ${was}`;
    }
  }
  for (const [sessionId, was] of Object.entries(digests)) {
    const is = output.digests?.[sessionId];
    if (is !== undefined && is !== was) return `session ${sessionId} has the digest ${is}, recorded was ${was}`;
  }
  return undefined;
}

function say(value: unknown): string {
  return value === undefined ? "nothing" : canonical(value as Value);
}
