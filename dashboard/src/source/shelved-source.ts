import type { SessionSummary } from "@lighty/protocol";
import type { DeliveryReport, DivergenceReport } from "@lighty/protocol/projections";
import type { DeviceCheckpoint } from "../model/checkpoint.ts";
import type { Connection } from "../model/connection.ts";
import type { Bookmarks } from "./bookmarks.ts";
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

type Later<T> = T | Promise<T>;

/** What a source asks of the entries it has itself; they may lie in a worker. */
export interface Shelf {
  summaries(): Later<SessionSummary[]>;
  outline(sessionId: string, ask: OutlineAsk): Promise<OutlinePart>;
  read(sessionId: string, ask: Ask): Promise<EntryPage>;
  statesAt(sessionId: string, entry: number): Promise<DeviceCheckpoint[]>;
  delivery(sessionId: string): Later<DeliveryReport | null>;
  divergence(sessionId: string): Later<DivergenceReport | null>;
}

/** A source that has its entries itself, and needs no relay: it says what it is called and how it stands, and tells when there is more. */
export abstract class ShelvedSource implements SessionSource, Growth {
  abstract readonly name: string;
  abstract readonly abilities: ReadonlySet<Ability>;
  abstract readonly bookmarks: Bookmarks;
  abstract readonly connection: Connection;
  protected abstract readonly shelf: Shelf;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (grown: () => void): (() => void) => {
    this.#listeners.add(grown);
    return () => this.#listeners.delete(grown);
  };

  protected grown(): void {
    for (const listener of this.#listeners) listener();
  }

  async summaries(): Promise<SessionSummary[]> {
    return await this.shelf.summaries();
  }

  listSessions(): Promise<SessionSummary[]> {
    return this.summaries();
  }

  async listImports(): Promise<ImportedCapture[]> {
    return [];
  }

  outline(sessionId: string, ask: OutlineAsk): Promise<OutlinePart> {
    return this.shelf.outline(sessionId, ask);
  }

  read(sessionId: string, ask: Ask): Promise<EntryPage> {
    return this.shelf.read(sessionId, ask);
  }

  statesAt(sessionId: string, entry: number): Promise<DeviceCheckpoint[]> {
    return this.shelf.statesAt(sessionId, entry);
  }

  async delivery(sessionId: string): Promise<DeliveryReport | null> {
    return await this.shelf.delivery(sessionId);
  }

  async divergence(sessionId: string): Promise<DivergenceReport | null> {
    return await this.shelf.divergence(sessionId);
  }

  follow(sessionId: string | null, start: Start, reader: Reader): Feed {
    return new LocalFeed(sessionId, this, this, start, reader);
  }
}
