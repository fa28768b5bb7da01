import type { SessionSummary } from "@lighty/protocol";
import type { DeliveryReport, DivergenceReport } from "@lighty/protocol/projections";
import type { DeviceCheckpoint } from "../model/checkpoint.ts";
import type { Connection } from "../model/connection.ts";
import { Lab, type RunningLab } from "../model/lab.ts";
import { EntryShelf } from "./entry-shelf.ts";
import { type Growth, LocalFeed } from "./local-feed.ts";
import type {
  Ability,
  Ask,
  EntryPage,
  Feed,
  ImportedCapture,
  OutlineAsk,
  OutlinePart,
  Reader,
  SessionSource,
  Start,
} from "./session-source.ts";

/** The Lab as a source: its views are those of any session. */
export class LabSource implements SessionSource, Growth, RunningLab {
  readonly name: string;
  readonly abilities: ReadonlySet<Ability> = new Set(["live"]);
  readonly connection: Connection = { state: "live" };
  readonly lab: Lab;
  readonly #shelf = new EntryShelf();
  readonly #listeners = new Set<() => void>();
  #version = 0;

  constructor(seed: string) {
    this.lab = new Lab(seed, () => this.advance(0));
    this.name = `the Lab, seed ${seed}`;
  }

  get version(): number {
    return this.#version;
  }

  /** Lets time pass, and tells who listens. */
  advance(byMs: number): void {
    this.lab.advance(byMs);
    const fresh = this.lab.entries.slice(this.#shelf.next - 1);
    if (fresh.length > 0) this.#shelf.add(fresh);
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }

  readonly subscribe = (grown: () => void): (() => void) => {
    this.#listeners.add(grown);
    return () => this.#listeners.delete(grown);
  };

  async summaries(): Promise<SessionSummary[]> {
    return this.#shelf.summaries();
  }

  listSessions(): Promise<SessionSummary[]> {
    return this.summaries();
  }

  async listImports(): Promise<ImportedCapture[]> {
    return [];
  }

  outline(sessionId: string, ask: OutlineAsk): Promise<OutlinePart> {
    return this.#shelf.outline(sessionId, ask);
  }

  read(sessionId: string, ask: Ask): Promise<EntryPage> {
    return this.#shelf.read(sessionId, ask);
  }

  statesAt(sessionId: string, entry: number): Promise<DeviceCheckpoint[]> {
    return this.#shelf.statesAt(sessionId, entry);
  }

  async delivery(sessionId: string): Promise<DeliveryReport | null> {
    return this.#shelf.projections.delivery.report(sessionId, 1_000) ?? null;
  }

  async divergence(sessionId: string): Promise<DivergenceReport | null> {
    return this.#shelf.projections.divergence.report(sessionId) ?? null;
  }

  follow(sessionId: string | null, start: Start, reader: Reader): Feed {
    return new LocalFeed(sessionId, this, this, start, reader);
  }
}
