import {
  type Act,
  type Action,
  type Channel,
  type Engine,
  type Input,
  type Instant,
  type Output,
  openEngine,
  type Packet,
  type Value,
} from "../../src/index.ts";
import { countIds, instant, LabDevice, phoneId, sends, watchId } from "../../src/testing/index.ts";

/** An input or an output as a script holds it: packets are JSON, never the text they were, for the order of keys means nothing. */
export type Plain = { [key: string]: Value };

export interface Script {
  rule: string;
  why: string;
  deviceId: string;
  role: "phone" | "watch";
  stored: { [key: string]: Value };
  allowsReplay?: boolean;
  steps: { input: Plain; output: Plain }[];
}

const plain = (value: unknown): Plain => JSON.parse(JSON.stringify(value)) as Plain;

/** What an engine gave out, as a script holds it. */
export function plainOutput({ save, actions, verdicts, events, refusal, digests }: Output): Plain {
  return plain({
    ...(save === undefined ? {} : { save: Object.fromEntries(save) }),
    actions: actions.map(plainAction),
    ...(verdicts === undefined ? {} : { verdicts }),
    ...(events === undefined ? {} : { events }),
    ...(refusal === undefined ? {} : { refusal }),
    digests: digests ?? {},
  });
}

function plainAction(action: Action): object {
  if (action.type !== "send") return action;
  const { type, channel, sendId, text } = action;
  return { type, channel, sendId, packet: JSON.parse(text) };
}

/** An input of a script as an engine takes it. */
export function inputOf(input: Plain): Input {
  const { packet, outstanding, ...rest } = input as Plain & { outstanding?: { sendId: string; packet: Value }[] };
  return {
    ...rest,
    ...(packet === undefined ? {} : { text: JSON.stringify(packet) }),
    ...(outstanding === undefined
      ? {}
      : { outstanding: outstanding.map(({ sendId, packet }) => ({ sendId, text: JSON.stringify(packet) })) }),
  } as unknown as Input;
}

/** Runs a script's inputs and gives what came out of each. */
export function perform({ deviceId, role, stored, allowsReplay = false, steps }: Script): Plain[] {
  const engine = openEngine({ deviceId, role, mintId: countIds(), stored: Object.entries(stored), allowsReplay });
  return steps.map(({ input }) => plainOutput(engine.step(inputOf(input))));
}

/** Writes down what an engine is given and what it answers. */
export class ScriptWriter {
  readonly script: Script;
  /** Milliseconds since the tests began. */
  at = 0;
  clock: Partial<Instant> = {};
  readonly peer: LabDevice;
  readonly #engine: Engine;
  readonly #stored: Map<string, Value>;
  #sent: Action[] = [];

  constructor(
    rule: string,
    why: string,
    {
      deviceId = phoneId,
      stored = {},
      allowsReplay,
    }: Partial<Pick<Script, "deviceId" | "stored" | "allowsReplay">> = {},
  ) {
    const role = deviceId === watchId ? "watch" : "phone";
    const consent = allowsReplay === undefined ? {} : { allowsReplay };
    this.script = { rule, why, deviceId, role, stored: plain(stored) as Script["stored"], ...consent, steps: [] };
    this.#stored = new Map(Object.entries(this.script.stored));
    this.#engine = openEngine({
      deviceId,
      role,
      mintId: countIds(),
      stored: structuredClone([...this.#stored]),
      ...consent,
    });
    this.peer = new LabDevice(deviceId === watchId ? phoneId : watchId);
  }

  step(input: Plain): Output {
    const whole = plain({ ...input, now: instant(this.at, this.clock) });
    const output = this.#engine.step(inputOf(whole));
    this.script.steps.push({ input: whole, output: plainOutput(output) });
    for (const [key, value] of output.save ?? []) {
      if (value === null) this.#stored.delete(key);
      else this.#stored.set(key, plain({ value }).value as Value);
    }
    this.#sent.push(...output.actions);
    return output;
  }

  activate(reachable = true, outstanding?: { sendId: string; packet: Packet }[]): Output {
    return this.step(plain({ type: "activated", reachable, ...(outstanding ? { outstanding } : {}) }));
  }

  act(act: Act): Output {
    return this.step(plain({ type: "acted", act }));
  }

  receive(packet: Packet, transport: Channel = "message"): Output {
    return this.step(plain({ type: "received", transport, packet }));
  }

  receiveText(text: string): Output {
    return this.step({ type: "received", transport: "message", text });
  }

  reachable(reachable: boolean): Output {
    return this.step({ type: "reachability", reachable });
  }

  sent(sendId: string, errorCode?: number): Output {
    return this.step(plain({ type: "sent", sendId, errorCode }));
  }

  tick(afterMs: number): Output {
    this.at += afterMs;
    return this.step({ type: "tick" });
  }

  /** What the engine has sent since last asked. */
  taken(): ReturnType<typeof sends> {
    const sent = sends(this.#sent);
    this.#sent = [];
    return sent;
  }

  /** Gives the peer what was sent, and the engine what the peer answered, until both are silent. */
  exchange(): void {
    for (let round = 0; round < 20; round++) {
      const ours = this.taken();
      const theirs = this.peer.takeSent();
      if (ours.length + theirs.length === 0) return;
      this.peer.at = this.at;
      for (const { channel, text } of ours) this.peer.receive(text, channel);
      for (const { channel, packet } of theirs) this.receive(packet, channel);
    }
    throw new Error(`${this.script.why}: no silence`);
  }

  /** The durable keys as they stand. */
  stored(): Script["stored"] {
    return Object.fromEntries([...this.#stored].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
