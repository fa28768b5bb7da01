import type { Channel, Link, Outstanding } from "@lighty/protocol";
import { payloadKey } from "@lighty/protocol";
import type { InboxEntry, NativeEvents, NativeModule, NativeState, SendMode } from "../link/native-module.ts";

const channels: Record<SendMode, Channel> = { live: "message", durable: "userInfo", snapshot: "applicationContext" };

/** A piece of the inbox; the real one counts bytes. */
const mostEntries = 2;

/**
 * The native module as it behaves on an iPhone, over another end of a link: its session begins with the process and not with JavaScript, what
 * comes is in the inbox before it is answered, and the inbox outlives the process. What an earlier process queued is found under other names.
 */
export class FakeNative implements NativeModule {
  readonly #system: Link;
  /** The disk. */
  #inbox: (Omit<InboxEntry, "agoMs"> & { cameAt: number })[] = [];
  #last = 0;
  /** The process. */
  #isRunning = false;
  #isActivated = false;
  #activations = 0;
  #isReachable = false;
  #about: Partial<NativeState> = {};
  #found: Outstanding[] = [];
  readonly #own = new Map<string, string>();
  #heard: { name: keyof NativeEvents; run: (...said: never[]) => void }[] = [];
  /** The system's clock. */
  time = { monotonicMs: 0, bootId: "boot-1" };
  /** Times that the watch's app was asked to start. */
  starts = 0;
  /** False for a disk without room. */
  isWritable = true;

  constructor(system: Link) {
    this.#system = system;
  }

  /** The process begins, for a tap or for a message of the watch; JavaScript may follow, or not. */
  launch(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#system.activate({
      repliesLater: true,
      activated: (reachable, outstanding) => {
        this.#found = outstanding.map(({ sendId, text }, index) => {
          this.#own.set(`found-${index + 1}`, sendId);
          return { sendId: `found-${index + 1}`, text };
        });
        [this.#isActivated, this.#isReachable] = [true, reachable];
        this.#activations++;
        this.#tell("onState");
      },
      reachabilityChanged: (reachable) => {
        this.#isReachable = reachable;
        this.#tell("onState");
      },
      received: (channel, text, reply) => {
        if (!this.isWritable) return;
        this.#inbox.push({ cursor: ++this.#last, cameAt: this.time.monotonicMs, channel, text });
        reply?.();
        this.#tell("onInbox");
      },
      sent: (sendId, errorCode) => this.#tell("onSent", { sendId, ...(errorCode === undefined ? {} : { errorCode }) }),
    });
  }

  /** The process dies, and JavaScript with it. */
  kill(): void {
    this.#system.deactivate();
    [this.#isRunning, this.#isActivated, this.#isReachable] = [false, false, false];
    this.#heard = [];
    this.#own.clear();
  }

  clock() {
    return this.time;
  }

  state(): NativeState {
    return {
      isSupported: true,
      isActivated: this.#isActivated,
      activations: this.#activations,
      isReachable: this.#isReachable,
      ...this.#about,
    };
  }

  /** Another watch is put on: the session is activated anew, and nothing is queued for this one. What happened before anyone looked is not told. */
  switchWatch(): void {
    this.#found = [];
    this.#activations++;
    this.#tell("onState");
  }

  /** What the system tells of the watch beyond that has become another. */
  tellOfWatch(about: Partial<NativeState>): void {
    this.#about = about;
    this.#tell("onState");
  }

  send(mode: SendMode, sendId: string, text: string): void {
    this.#system.send(channels[mode], sendId, { [payloadKey]: text });
  }

  outstanding(): Outstanding[] {
    return this.#found;
  }

  cancel(sendIds: readonly string[]): void {
    this.#system.cancel(sendIds.map((sendId) => this.#own.get(sendId) ?? sendId));
  }

  drain(after: number): InboxEntry[] {
    const piece = this.#inbox.filter(({ cursor }) => cursor > after).slice(0, mostEntries);
    return piece.map(({ cameAt, ...entry }) => ({ ...entry, agoMs: this.time.monotonicMs - cameAt }));
  }

  ackInbox(upTo: number): void {
    if (!this.isWritable) throw new Error("there is no room left on the disk");
    this.#inbox = this.#inbox.filter(({ cursor }) => cursor > upTo);
  }

  async requestHealthAuth(): Promise<boolean> {
    return true;
  }

  async startWatchApp(): Promise<boolean> {
    this.starts += 1;
    return true;
  }

  addListener<Name extends keyof NativeEvents>(name: Name, run: NativeEvents[Name]): { remove(): void } {
    const ear = { name, run };
    this.#heard.push(ear);
    const remove = () => {
      this.#heard = this.#heard.filter((each) => each !== ear);
    };
    return { remove };
  }

  #tell<Name extends keyof NativeEvents>(name: Name, ...said: Parameters<NativeEvents[Name]>): void {
    for (const ear of [...this.#heard]) if (ear.name === name) (ear.run as (...said: unknown[]) => void)(...said);
  }
}
