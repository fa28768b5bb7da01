/** How a text travels: `live` is a message, `durable` a transfer of user info, `snapshot` the application context. */
export type SendMode = "live" | "durable" | "snapshot";

/** Something that came from the watch, as the native inbox has it. */
export interface InboxEntry {
  /** Rises by one with each entry, over all launches. */
  cursor: number;
  /** How long ago it crossed the boundary, at the moment it is drained. Milliseconds. */
  agoMs: number;
  channel: string;
  text: string;
}

/** How things stand with the watch; where it is not supported nothing else is told. */
export interface NativeState {
  isSupported: boolean;
  isActivated?: boolean;
  /** Times that the session was activated: once in a process, and once more for each other watch. */
  activations?: number;
  isReachable?: boolean;
  isPaired?: boolean;
  isWatchAppInstalled?: boolean;
  /** WatchConnectivity's code, where activation failed. */
  activationError?: number | null;
}

export interface NativeEvents {
  /** There is more in the inbox: a nudge, and no more than that. */
  onInbox: () => void;
  onState: () => void;
  onSent: (ended: { sendId: string; errorCode?: number | null }) => void;
}

/** The native half: `mobile/modules/lighty-link/ios/LightyLinkModule.swift`. It carries texts and looks into none. */
export interface NativeModule {
  /** The system's clock that goes on while the phone sleeps, and names the boot it counts from. */
  clock(): { monotonicMs: number; bootId: string };
  state(): NativeState;
  send(mode: SendMode, sendId: string, text: string): void;
  outstanding(): { sendId: string; text: string }[];
  cancel(sendIds: readonly string[]): void;
  /** What came after the cursor and was not acknowledged, oldest first: a piece of it, and an empty one where there is no more. */
  drain(after: number): InboxEntry[];
  /** Everything up to the cursor has been dealt with, durably. */
  ackInbox(cursor: number): void;
  /** What the wrist's tee said; in debug builds alone. */
  drainTraces?(after: number): InboxEntry[];
  ackTraces?(cursor: number): void;
  /** Asks the lifter for Health, once. False where the phone has none. */
  requestHealthAuth(): Promise<boolean>;
  /** Resolves once the system has asked the watch to start its app. Rejects with its reason. */
  startWatchApp(): Promise<boolean>;
  addListener<Name extends keyof NativeEvents>(name: Name, heard: NativeEvents[Name]): { remove(): void };
}
