import { type Engine, type Input, type Output, openEngine, type Packet, type Verdict } from "../../src/index.ts";
import type { DrivenEngine, OpenEngine } from "../../src/sim/index.ts";

/**
 * An engine with the fault that the whole project began with: it takes an event only when its revision is above the session's, as the brief
 * can be read. What it drops it counts as received. Everything else is the real engine; for the corpus alone.
 */
class GatedEngine implements DrivenEngine {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  step(input: Input): Output {
    if (input.type !== "received") return this.#engine.step(input);
    const packet = JSON.parse(input.text) as Packet;
    if (packet.kind !== "events") return this.#engine.step(input);
    const dropped = new Set<string>();
    const events = packet.events.map((event) => {
      const held = this.#engine.sessions.get(event.sessionId)?.state.revision ?? 0;
      if (event.seq === undefined || event.revision > held) return event;
      dropped.add(event.eventId);
      // A kind nobody knows: received, and of no effect.
      return { ...event, eventType: "dropped_as_stale", payload: {} };
    });
    const output = this.#engine.step({ ...input, text: JSON.stringify({ ...packet, events }) });
    const verdicts = output.verdicts?.map((verdict) =>
      dropped.has(verdict.eventId ?? "") ? { ...subject(verdict), verdict: "superseded" as const, lost: [] } : verdict,
    );
    return verdicts === undefined ? output : { ...output, verdicts };
  }

  get sessions(): Engine["sessions"] {
    return this.#engine.sessions;
  }
  get activeSession(): Engine["activeSession"] {
    return this.#engine.activeSession;
  }
  get queueDepth(): number {
    return this.#engine.queueDepth;
  }
  get clockId(): string | undefined {
    return this.#engine.clockId;
  }
  clockAt(...args: Parameters<Engine["clockAt"]>): number {
    return this.#engine.clockAt(...args);
  }
  knowsClock(clockId: string): boolean {
    return this.#engine.knowsClock(clockId);
  }
  wakeAt(...args: Parameters<Engine["wakeAt"]>): number | null {
    return this.#engine.wakeAt(...args);
  }
}

function subject({ sessionId, eventId, seq }: Verdict): Pick<Verdict, "sessionId" | "eventId" | "seq"> {
  return {
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(eventId === undefined ? {} : { eventId }),
    ...(seq === undefined ? {} : { seq }),
  };
}

/** The watch has the fault, the phone has not. */
export const gatedOnTheWatch: OpenEngine = (options) =>
  options.role === "watch" ? new GatedEngine(openEngine(options)) : openEngine(options);
