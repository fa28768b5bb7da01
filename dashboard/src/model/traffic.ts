import type { Entry, Role } from "@lighty/protocol";
import { TimeAxis } from "./axis.ts";
import type { DeviceCheckpoint } from "./checkpoint.ts";
import { ClockOffsets } from "./clock-offset.ts";
import { type Crossing, Crossings, judgement } from "./crossing.ts";
import { Names } from "./names.ts";
import { Outages } from "./outage.ts";
import { eventsIn, type Reading, readEntry } from "./reading.ts";

/** A device that spoke in the session. */
export interface Device {
  readonly deviceId: string;
  readonly role: Role;
}

/** Entries between the two ends of an arrow from which on it counts as long. */
const longWay = 60;

/** An offset that moves by less is not worth drawing anew. */
const offsetToleranceMs = 20;

/** A run is drawn anew once a sixteenth of it is new at most, so that however long it is and however its clocks waver, an entry costs the same. */
const redrawnShare = 1 / 16;

/**
 * A run of one session's entries, all of them or a stretch of a long one, grown entry by entry and never rebuilt: what a view asks for is
 * a look-up. Entries stay in log order; only the axis orders by time. A run that does not begin at the beginning is handed what each device
 * held there.
 */
export class Traffic {
  readonly sessionId: string;
  readonly readings: Reading[] = [];
  readonly names: Names;
  readonly crossings = new Crossings(({ frame }) => frame.observedAt + this.#offsets.offsetMs(frame.observer.deviceId));
  readonly axis = new TimeAxis();
  readonly devices: Device[] = [];
  /** Arrows so long that both their ends may be out of sight. */
  readonly longCrossings = new Set<Crossing>();
  /** The first edit that lost, whole or in part. */
  firstLoss: Reading | null = null;
  outages = new Outages();
  readonly #offsets = new ClockOffsets();
  readonly #paths = new Map<string, number[]>();
  readonly #authored = new Map<string, string>();
  readonly #clocks = new Map<string, string>();
  /** How long the run was when it was drawn anew last. */
  #redrawnAt = 0;
  readonly #drawnWith = new Map<string, number>();
  readonly #indexOf = new Map<number, number>();

  /** By index: the latest time that had been heard of when the entry came. */
  readonly #landed: number[] = [];

  #base: readonly DeviceCheckpoint[] = [];

  constructor(sessionId: string, names: Names = new Names(sessionId)) {
    this.sessionId = sessionId;
    this.names = names;
  }

  /** What the devices held before the first entry. */
  get base(): readonly DeviceCheckpoint[] {
    return this.#base;
  }

  beginAt(base: readonly DeviceCheckpoint[]): void {
    this.#base = base;
    for (const checkpoint of base) {
      this.names.learnState(checkpoint);
      const { deviceId, role } = checkpoint;
      if (!this.devices.some((device) => device.deviceId === deviceId)) this.devices.push({ deviceId, role });
    }
  }

  get length(): number {
    return this.readings.length;
  }

  append(entries: readonly Entry[]): void {
    this.take(entries.map(readEntry));
  }

  /** As `append`, of entries that were read already. */
  take(readings: readonly Reading[]): void {
    for (const reading of readings) this.#append(reading);
    if (this.#hasMoved()) this.#redraw();
  }

  /** Index of an entry by its number in the log; -1 where the session has no such entry. */
  indexOf(entry: number): number {
    return this.#indexOf.get(entry) ?? -1;
  }

  reading(entry: number): Reading | undefined {
    return this.readings[this.indexOf(entry)];
  }

  device(role: Role): Device | undefined {
    return this.devices.find((device) => device.role === role);
  }

  /** When it happened, on the phone's clock. */
  timeOf({ frame }: Entry): number {
    return frame.observedAt + (this.#drawnWith.get(frame.observer.deviceId) ?? 0);
  }

  /** How far the session had come when the relay received an entry, on the phone's clock. */
  landedAt(entry: number): number {
    return this.#landed[this.indexOf(entry)] ?? 0;
  }

  /** Every entry that carries an event, over all transports, in log order. */
  path(eventId: string): readonly number[] {
    return this.#paths.get(eventId) ?? [];
  }

  /** The event a device wrote at a revision: the winner that a loss names. */
  authored(deviceId: string, revision: number): string | undefined {
    return this.#authored.get(`${deviceId} ${revision}`);
  }

  /** What a session clock read at a time on the phone's. */
  readClock(clockId: string, time: number): number {
    const deviceId = this.#clocks.get(clockId);
    return time - (deviceId === undefined ? 0 : (this.#drawnWith.get(deviceId) ?? 0));
  }

  /** Milliseconds from the session's start. */
  sinceStart(entry: Entry): number {
    return this.timeOf(entry) - (this.names.startedAt ?? this.axis.marks[0]?.time ?? 0);
  }

  /** Session time per wall time over the last entries: 1 for people, more for a demo in a hurry. */
  pace(): number {
    const [first, last] = [this.readings.at(-60)?.entry ?? this.readings[0]?.entry, this.readings.at(-1)?.entry];
    if (first === undefined || last === undefined) return 1;
    const wall = last.receivedAt - first.receivedAt;
    const ratio = wall < 500 ? 1 : (this.timeOf(last) - this.timeOf(first)) / wall;
    return Math.min(100, Math.max(0, ratio));
  }

  #append(reading: Reading): void {
    const { entry, body } = reading;
    const { observer } = entry.frame;
    if (this.#indexOf.has(entry.entry)) return;
    this.#indexOf.set(entry.entry, this.readings.length);
    this.readings.push(reading);
    if (!this.devices.some(({ deviceId }) => deviceId === observer.deviceId)) this.devices.push(observer);
    const word = judgement(entry);
    if (word === "superseded" || word === "partly_applied") this.firstLoss ??= reading;
    this.names.learn(reading);
    this.#follow(reading);
    this.crossings.append(entry, body);
    for (const crossing of this.crossings.at(entry.entry)) {
      this.#offsets.observe(crossing);
      const { sent, received } = crossing;
      if (sent !== null && received !== null && Math.abs(received.entry - sent.entry) > longWay)
        this.longCrossings.add(crossing);
    }
    this.#place(reading);
  }

  #follow({ entry, body }: Reading): void {
    for (const { eventId, deviceId, revision, eventType, payload } of eventsIn(body)) {
      const path = this.#paths.get(eventId);
      if (path === undefined) this.#paths.set(eventId, [entry.entry]);
      else path.push(entry.entry);
      this.#authored.set(`${deviceId} ${revision}`, eventId);
      // A start names the clock it was read on; its author is the device that has that clock.
      if (eventType === "session_started")
        this.#clocks.set(String((payload as { clockId?: unknown }).clockId), deviceId);
    }
    if (body.kind === "packet" && (body.packet.kind === "ping" || body.packet.kind === "pong")) {
      this.#clocks.set(body.packet.clockId, body.packet.deviceId);
    }
    if (body.kind === "note" && body.note.note === "activated")
      this.#clocks.set(body.note.clockId, entry.frame.observer.deviceId);
  }

  #place({ entry, body }: Reading): void {
    const time = this.timeOf(entry);
    this.axis.insert(entry.entry, time);
    this.#landed.push(Math.max(time, this.#landed.at(-1) ?? time));
    if (body.kind === "note") this.outages.note(entry.frame.observer.deviceId, body.note, time);
  }

  #hasMoved(): boolean {
    if (this.readings.length - this.#redrawnAt < this.readings.length * redrawnShare) return false;
    return this.devices.some(({ deviceId }) => {
      const moved = this.#offsets.offsetMs(deviceId) - (this.#drawnWith.get(deviceId) ?? 0);
      return Math.abs(moved) > offsetToleranceMs;
    });
  }

  #redraw(): void {
    this.#redrawnAt = this.readings.length;
    for (const { deviceId } of this.devices) this.#drawnWith.set(deviceId, this.#offsets.offsetMs(deviceId));
    this.axis.clear();
    this.#landed.length = 0;
    this.outages = new Outages();
    for (const reading of this.readings) this.#place(reading);
  }
}
