import { byteLength, type Input, type Instant, limits, type Output, type Store } from "@lighty/protocol";
import { CaptureWriter } from "@lighty/protocol/captures";
import { Redactor } from "@lighty/protocol/redaction";
import { FrameTap, type Journalled, TeeClient, type TeeCounts, type TeeState } from "@lighty/protocol/tee";
import type { NativeModule } from "../link/native-module.ts";
import { type Invitation, readInvitation } from "../relay/invitation.ts";
import { PairedRelay, type RelayPorts } from "../relay/paired-relay.ts";
import { pair, RelayFault } from "../relay/pairing.ts";
import { provenSocket } from "../relay/proven-socket.ts";
import { StoreJournal } from "./store-journal.ts";
import { TraceCourier } from "./trace-courier.ts";

/** A release bundle is searched for this word: it must not be there. */
export const teeMarker = "lighty-phone-tee";

/** How the engine stood right after an input. */
interface Aftermath {
  now: Instant;
  readClock: number;
  clockId: string | undefined;
  queueDepth: number;
  agoMs: number;
}

/** What the desk needs of the machine. */
export interface TeeWorld {
  ports: RelayPorts;
  /** Small texts that are there at once when the app starts. */
  settings: { get(key: string): string | null; set(key: string, text: string): void };
  /** A store of the tee's own, beside the workouts'. */
  openStore: () => Promise<Store>;
  bootId: string;
  build: string;
  /** The name that the relay lists the phone under. */
  name: string;
  /** The native module, where the wrist's tee speaks through it. */
  traces?: Pick<NativeModule, "drainTraces" | "ackTraces" | "addListener">;
  /** Links that the app was or is opened with, where a system opens one with them. */
  links?: (opened: (url: string) => void) => void;
  /** Hands a file to a person: saves it on a page, opens the share sheet on a phone. */
  share: (name: string, text: string) => Promise<void>;
}

/** How things stand, for the panel. A new object at each change. */
export interface TeeView {
  relay: Pick<PairedRelay, "origin" | "fingerprint"> | null;
  /** What a link asks to be paired with; a person has to say yes, since anybody can make a link. */
  invitation: Invitation | null;
  state: TeeState;
  counts: TeeCounts;
  /** Frames of the wrist that this process has brought. */
  brought: number;
  /** Why there is no connection, as a sentence; null while there is one, or none is wanted. */
  fault: string | null;
  isHealthRedacted: boolean;
  includesHealth: boolean;
  allowsReplay: boolean;
}

const keys = {
  relay: `${teeMarker}/relay`,
  allowsReplay: `${teeMarker}/allows-replay`,
  includesHealth: `${teeMarker}/includes-health`,
};

/**
 * The phone's tee, in debug builds alone: told of everything that crosses, it keeps it, and brings it to the relay that this phone was paired with.
 * The app never waits for it, and never notices it. [TEE-3]
 *
 *   session --stepped--> FrameTap -> TeeClient <-> relay          wrist --replies, files--> native --TraceCourier--> relay
 *                                      \-> StoreJournal
 */
export class TeeDesk {
  readonly #world: TeeWorld;
  readonly #listeners = new Set<() => void>();
  /** What crossed last, for a capture: as much as the tee itself holds. [TEE-3] */
  readonly #recent: string[] = [];
  #recentBytes = 0;
  readonly #journal: Promise<StoreJournal | null>;
  /** What the session did before the journal was open. */
  #early: (() => void)[] = [];
  #client: TeeClient | null = null;
  #tap: ((input: Input, output: Output, after: Aftermath) => void) | null = null;
  #courier: TraceCourier | null = null;
  /** What turns the wall clock into the session's. Milliseconds. [CLK-1] */
  #clockOffset = 0;
  #deviceId: string | null = null;
  #relay: PairedRelay | null = null;
  #invitation: Invitation | null = null;
  #fault: string | null = null;
  #view: TeeView | null = null;
  allowsReplay: boolean;
  #includesHealth: boolean;

  constructor(world: TeeWorld) {
    this.#world = world;
    const { settings } = world;
    this.allowsReplay = settings.get(keys.allowsReplay) === "true";
    this.#includesHealth = settings.get(keys.includesHealth) === "true";
    const kept = PairedRelay.safeParse(JSON.parse(settings.get(keys.relay) ?? "null"));
    if (kept.success) this.#relay = kept.data;
    this.#journal = this.#openJournal();
    const { traces, ports, links } = world;
    links?.((url) => this.#invite(readInvitation(url)));
    if (traces === undefined) return;
    this.#courier = new TraceCourier(traces, ports);
    traces.addListener("onInbox", () => this.#bringTraces());
  }

  /** The session has opened its engine. */
  opened(deviceId: string): void {
    this.#deviceId = deviceId;
    void this.#journal.then((journal) => {
      this.#attach(deviceId, journal);
      for (const tell of this.#early.splice(0)) tell();
      this.#begin();
    });
  }

  /** Everything of an input has been done. */
  stepped(input: Input, output: Output, after: Aftermath): void {
    if (this.#client === null) {
      if (this.#early.length < limits.teeFrames) this.#early.push(() => this.#tell(input, output, after));
    } else this.#tell(input, output, after);
  }

  #attach(deviceId: string, journal: StoreJournal | null): void {
    const { bootId, build, name, ports } = this.#world;
    const observer = { deviceId, role: "phone" } as const;
    const client = new TeeClient(
      {
        observer,
        bootId,
        name,
        build,
        includeHealth: this.#includesHealth,
        random: Math.random,
        clock: () => Date.now() + this.#clockOffset,
        backlog: journal?.backlog ?? [],
      },
      {
        now: ports.now,
        schedule: ports.schedule,
        connect: (handlers) => this.#socket().connect(handlers),
        journal: {
          recorded: (frame) => this.#recorded(frame, journal),
          acked: (boot, upTo) => {
            journal?.acked(boot, upTo);
            this.#changed();
          },
        },
      },
    );
    const tap = new FrameTap((_device, crossing) => client.record(crossing));
    this.#client = client;
    this.#tap = (input, output, { now, readClock, clockId, queueDepth, agoMs }) => {
      const deviceAt = (ms: number) => ({
        ...observer,
        engine: { clockId, clockAt: () => readClock - ms, queueDepth },
        instant: () => ({ ...now, monotonicMs: now.monotonicMs - ms }),
      });
      // What the native inbox has kept while no JavaScript ran crossed when it came, not when it was read; perhaps before the phone was last started.
      tap.saved(deviceAt(Math.min(agoMs, now.monotonicMs)), input, output);
      for (const action of output.actions) if (action.type === "send") tap.sent(deviceAt(0), action);
    };
  }

  #tell(input: Input, output: Output, after: Aftermath): void {
    try {
      this.#clockOffset = after.readClock - after.now.wallMs;
      this.#tap?.(input, output, after);
      this.#changed();
    } catch {
      // The app must not feel it here. [TEE-3]
    }
  }

  /** Pairs with the relay of an invitation, in place of another. Rejects with a RelayFault. */
  async pair(invitation: Invitation): Promise<void> {
    const deviceId = this.#deviceId;
    if (deviceId === null) throw new RelayFault("refused", "the phone has no id before its store is open");
    const { ports, name } = this.#world;
    this.adopt(await pair(invitation, { deviceId, role: "phone", name }, ports));
  }

  /** A person does not want what a link asks for. */
  decline(): void {
    this.#invite(null);
  }

  #invite(invitation: Invitation | null): void {
    this.#invitation = invitation;
    this.#changed();
  }

  /** Speaks to this relay from now on. */
  adopt(relay: PairedRelay): void {
    if (relay.token === this.#relay?.token && relay.origin === this.#relay.origin) return;
    this.#client?.stop();
    this.#relay = relay;
    this.#invitation = null;
    this.#fault = null;
    this.#world.settings.set(keys.relay, JSON.stringify(relay));
    this.#begin();
  }

  forget(): void {
    this.#client?.stop();
    this.#relay = null;
    this.#fault = null;
    this.#world.settings.set(keys.relay, "null");
    this.#changed();
  }

  /** A person allows, or no longer, that captures are played to this phone; it counts from the next start on. [RPL-2] */
  allowReplay(isAllowed: boolean): void {
    this.allowsReplay = isAllowed;
    this.#world.settings.set(keys.allowsReplay, String(isAllowed));
    this.#changed();
  }

  /** A person lets health values be told as they are, from the next start on; else calories to the nearest ten, and nothing of the rest. [TEE-9] */
  includeHealth(isIncluded: boolean): void {
    this.#includesHealth = isIncluded;
    this.#world.settings.set(keys.includesHealth, String(isIncluded));
    this.#changed();
  }

  /** Hands over what crossed last as a capture, without health values. [CAP-1] [CAP-5] */
  async sendCapture(): Promise<void> {
    const { build, share } = this.#world;
    const redactor = new Redactor("health");
    const writer = new CaptureWriter();
    const devices = this.#deviceId === null ? [] : [{ deviceId: this.#deviceId, role: "phone" as const, build }];
    const now = Date.now();
    const lines = [writer.header({ devices, clockSamples: [], redaction: "health" })];
    for (const text of this.#recent) lines.push(writer.frame(now, redactor.frame(text)));
    lines.push(writer.trailer());
    await share(`lighty-${this.#deviceId ?? "phone"}.ndjson`, lines.join(""));
  }

  view(): TeeView {
    this.#view ??= {
      relay: this.#relay,
      invitation: this.#invitation,
      state: this.#client?.state ?? "idle",
      counts: this.#client?.counts ?? { recorded: 0, landed: 0, dropped: 0, held: 0 },
      brought: this.#courier?.brought ?? 0,
      fault: this.#client?.state === "open" ? null : this.#fault,
      isHealthRedacted: this.#client?.isHealthRedacted ?? false,
      includesHealth: this.#includesHealth,
      allowsReplay: this.allowsReplay,
    };
    return this.#view;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #openJournal(): Promise<StoreJournal | null> {
    const { openStore, ports } = this.#world;
    try {
      const store = await openStore();
      const later = (delayMs: number, run: () => void) => void ports.schedule(delayMs, run);
      return new StoreJournal(store, await store.load(), Date.now(), later);
    } catch {
      // Without one it tells what crosses for as long as the process lives.
      return null;
    }
  }

  #begin(): void {
    const isOurs = this.#relay !== null && this.#relay.deviceId === this.#deviceId;
    if (isOurs) this.#client?.start();
    this.#bringTraces();
    this.#changed();
  }

  #socket() {
    const failed = (fault: RelayFault) => {
      this.#fault = fault.message;
      // Nothing but another pairing mends that.
      if (fault.kind === "revoked") this.#client?.stop();
      this.#changed();
    };
    if (this.#relay === null) throw new RelayFault("refused", "this phone is paired with no relay");
    return provenSocket(this.#relay, "/v1/tee", this.#world.ports, failed);
  }

  #recorded(frame: Journalled, journal: StoreJournal | null): void {
    journal?.recorded(frame);
    this.#recent.push(frame.text);
    this.#recentBytes += byteLength(frame.text);
    while (this.#recent.length > limits.teeFrames || this.#recentBytes > limits.teeBytes) {
      this.#recentBytes -= byteLength(this.#recent.shift() as string);
    }
  }

  #bringTraces(): void {
    if (this.#relay === null || this.#courier === null || this.#deviceId === null) return;
    this.#courier.bring(this.#relay).then(
      () => this.#changed(),
      () => {
        // They stay where they are, and go with the next ones.
      },
    );
  }

  #changed(): void {
    this.#view = null;
    for (const listener of [...this.#listeners]) listener();
  }
}
