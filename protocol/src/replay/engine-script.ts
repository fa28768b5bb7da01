import type { Envelope } from "../envelope.ts";
import type { Entry, Frame } from "../frame.ts";
import type { Role } from "../ids.ts";
import { ObservedDevice } from "../observe.ts";
import { parsePacket } from "../parse.ts";
import { Registers } from "../register.ts";
import type { Act, Input, Output } from "../step.ts";
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
 * link's story, and only `redrive` can tell that again. Of a session that began before the capture did, and of digests over health values that
 * were left out, an engine can know nothing: neither is asked of it. [OBS-3] [OBS-6]
 */
export function engineScripts(entries: readonly Entry[]): EngineScript[] {
  const scripts = new Map<string, DeviceScript>();
  const clocks = firstClocks(entries);
  for (const { entry, frame } of entries) {
    const { deviceId, role } = frame.observer;
    const script = scripts.get(deviceId) ?? new DeviceScript(deviceId, role, clocks.get(deviceId));
    scripts.set(deviceId, script);
    script.add(entry, frame);
  }
  return [...scripts.values()];
}

class DeviceScript implements EngineScript {
  readonly deviceId: string;
  readonly role: Role;
  readonly steps: EngineStep[] = [];
  readonly #fold: ObservedDevice;
  /** Sessions that the capture holds from their beginning, and those that it does not. */
  readonly #begun = new Set<string>();
  readonly #partly = new Set<string>();
  #clockId: string | undefined;
  #isWhole: boolean | undefined;

  constructor(deviceId: string, role: Role, clockId: string | undefined) {
    this.deviceId = deviceId;
    this.role = role;
    this.#clockId = clockId;
    this.#fold = new ObservedDevice(deviceId);
  }

  add(entry: number, frame: Frame): void {
    const at = (ms: number) => ({ wallMs: ms, monotonicMs: ms, deviceBootId: this.#clockId ?? "boot" });
    const activated = activatedClock(frame);
    if (activated !== undefined && (activated !== this.#clockId || this.steps.length === 0)) {
      this.#clockId = activated;
      const input: Input = { type: "tick", now: at(frame.observedAt) };
      this.steps.push({ entry, clockId: activated, input, digests: frame.digests ?? {}, events: [] });
    } else if (this.steps.length === 0 && this.#clockId !== undefined) {
      const input: Input = { type: "tick", now: at(frame.observedAt) };
      this.steps.push({ entry, clockId: this.#clockId, input, digests: {}, events: [] });
    }
    this.#isWhole ??= frame.traceSeq === 1;
    for (const sessionId of startedIn(frame)) if (!this.#partly.has(sessionId)) this.#begun.add(sessionId);
    const acted = this.#actsIn(frame);
    const { missingFrames, packet } = this.#fold.apply(frame);
    if (missingFrames > 0) this.#lose();
    // What it has itself, and nobody told it here, it has from before.
    if (frame.direction === "sent") for (const sessionId of Object.keys(packet?.have ?? {})) this.#hearHeld(sessionId);
    const digests = this.#comparable(frame.digests ?? {});
    if (frame.direction === "received") {
      const { observedAt, body: text, transport = "message" } = frame;
      this.steps.push({
        entry,
        input: { type: "received", now: at(observedAt), text, transport },
        digests,
        events: [],
      });
    }
    for (const { event, act } of acted)
      this.steps.push({ entry, input: { type: "acted", now: at(event.timestamp), act }, digests, events: [event] });
  }

  /** What a person did on it, in sessions that it is known whole of. */
  #actsIn({ direction, body }: Frame): { event: Envelope; act: Act }[] {
    if (direction !== "local" || body.includes('"kind":"note"')) return [];
    return eventsIn(body).flatMap((event) => {
      const { sessionId } = event;
      if (!this.#isKnown(sessionId)) return [];
      const act = actOf(event, this.#fold.replica.sessions.get(sessionId)?.registers ?? new Registers());
      return act === undefined ? [] : [{ event, act }];
    });
  }

  #isKnown(sessionId: string): boolean {
    if (!this.#isWhole && !this.#begun.has(sessionId)) this.#partly.add(sessionId);
    return !this.#partly.has(sessionId);
  }

  #hearHeld(sessionId: string): void {
    if (!this.#fold.replica.sessions.has(sessionId)) this.#partly.add(sessionId);
    else this.#isKnown(sessionId);
  }

  /** Frames are missing: what any session was told in them is not known. */
  #lose(): void {
    this.#isWhole = false;
    for (const sessionId of this.#fold.replica.sessions.keys()) this.#partly.add(sessionId);
  }

  #comparable(digests: Readonly<Record<string, string>>): Record<string, string> {
    const compared = Object.entries(digests).filter(([sessionId]) => {
      if (!this.#isWhole && !this.#fold.judges(sessionId)) this.#partly.add(sessionId);
      return this.#isKnown(sessionId) && !this.#fold.lacksHealth(sessionId);
    });
    return Object.fromEntries(compared);
  }
}

/** Sessions whose start a device made, or was told of by its peer. */
function startedIn({ direction, body }: Frame): string[] {
  if (direction === "sent" || !body.includes('"session_started"')) return [];
  const packet = parsePacket(body);
  if (!packet.ok || packet.value.kind !== "events") return [];
  return packet.value.events.flatMap(({ eventType, sessionId }) =>
    eventType === "session_started" ? [sessionId] : [],
  );
}

/** The clock that a device has come up with, where this frame says that it has. */
function activatedClock({ body }: Frame): string | undefined {
  return /^\{"kind":"note","note":"activated","clockId":"([a-z0-9._-]+)"/.exec(body)?.[1];
}

/** The clock that each device had when the capture began: what it named first as it came up, in a ping, or in what was done on it. */
function firstClocks(entries: readonly Entry[]): Map<string, string> {
  const clocks = new Map<string, string>();
  for (const { frame } of entries) {
    const { deviceId } = frame.observer;
    if (clocks.has(deviceId)) continue;
    const { direction, body } = frame;
    const isOwn = direction === "sent" ? body.includes('"kind":"ping"') : direction === "local";
    const clockId = isOwn ? /"clockId":"([a-z0-9._-]+)"/.exec(body)?.[1] : undefined;
    if (clockId !== undefined) clocks.set(deviceId, clockId);
  }
  return clocks;
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
