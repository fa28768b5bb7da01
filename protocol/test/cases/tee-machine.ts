import { type Crossing, Tee, type TeeAction, type TeeInput, type TeeOptions } from "../../src/tee/index.ts";

/** What a script's tee is opened with: `clock` true where it is told the session clock, `chance` what it is always told of chance. */
export interface TeeSetting extends Omit<TeeOptions, "clock" | "random" | "backlog"> {
  chance: number;
  clock?: boolean;
  backlog?: { bootId: string; traceSeq: number; text: string }[];
}

/** An input, with the clocks as they read; a message of the relay is JSON, or a text where its spelling is the point. */
export type TeeStep =
  | { type: "record"; frame: Crossing }
  | { type: "message"; now: number; clock?: number; message?: unknown; text?: string }
  | { type: Exclude<TeeInput["type"], "message">; now: number; clock?: number };

/** A tee, what it is told one after another, and what it does each time. */
export interface TeeScript {
  rule: string;
  why: string;
  options: TeeSetting;
  steps: { input: TeeStep; output: object }[];
}

/** A tee that is told things in the form of a script. */
export class ToldTee {
  readonly #tee: Tee;
  #clock = 0;

  constructor({ chance, clock = false, ...options }: TeeSetting) {
    this.#tee = new Tee({ ...options, random: () => chance, ...(clock ? { clock: () => this.#clock } : {}) });
  }

  get state(): Tee["state"] {
    return this.#tee.state;
  }

  get deadline(): number | null {
    return this.#tee.deadline;
  }

  tell(step: TeeStep): object {
    if (step.type === "record") {
      const held = this.#tee.record(step.frame);
      return this.#after({ held: held === null ? null : JSON.parse(held.text) });
    }
    const { now, clock = 0 } = step;
    this.#clock = clock;
    if (step.type !== "message") return this.#after({ actions: this.#tee.step({ type: step.type, now }).map(plain) });
    const text = step.text ?? JSON.stringify(step.message);
    return this.#after({ actions: this.#tee.step({ type: "message", now, text }).map(plain) });
  }

  #after(output: object): object {
    const { state, deadline, counts, isFlushWanted, isHealthRedacted } = this.#tee;
    return { ...output, state, deadline, counts, isFlushWanted, isHealthRedacted };
  }
}

/** Messages are compared as JSON: the order of keys means nothing. */
function plain(action: TeeAction): object {
  return action.type === "send" ? { type: "send", message: JSON.parse(action.text) } : action;
}

export const teeObserver = { deviceId: "watch0001", role: "watch" } as const;

export const crossing = (more: Partial<Crossing> = {}): Crossing => {
  const body = more.body ?? "{}";
  return { observedAt: 1, monotonicMs: 1, direction: "local", sizeBytes: body.length, body, ...more };
};

export const welcomeOf = (acked: { bootId?: string; traceSeq: number }[] = [], more: object = {}) => ({
  type: "welcome",
  v: 1,
  relayId: "r1",
  window: 4_096,
  acked: acked.map(({ bootId = "boot-1", traceSeq }) => ({ deviceId: teeObserver.deviceId, bootId, traceSeq })),
  ...more,
});
export const ackOf = (traceSeq: number, bootId = "boot-1", deviceId: string = teeObserver.deviceId) => ({
  type: "ack",
  acked: [{ deviceId, bootId, traceSeq }],
});

class Writer {
  readonly script: TeeScript;
  now = 0;
  readonly #tee: ToldTee;

  constructor(rule: string, why: string, more: Partial<TeeSetting> = {}) {
    const options = { observer: teeObserver, bootId: "boot-1", chance: 0.5, ...more };
    this.script = { rule, why, options, steps: [] };
    this.#tee = new ToldTee(options);
  }

  #tell(input: TeeStep): this {
    this.script.steps.push({ input, output: this.#tee.tell(input) });
    return this;
  }

  #at(): { now: number; clock?: number } {
    // The session clock stands elsewhere and goes alike.
    return { now: this.now, ...(this.script.options.clock ? { clock: 1_800_000_000_000 + this.now } : {}) };
  }

  record(count = 1, more: Partial<Crossing> = {}): this {
    for (let i = 0; i < count; i++) this.#tell({ type: "record", frame: crossing(more) });
    return this;
  }

  tell(type: Exclude<TeeInput["type"], "message">, afterMs = 0): this {
    this.now += afterMs;
    return this.#tell({ type, ...this.#at() });
  }

  hear(message: unknown): this {
    return this.#tell({ type: "message", ...this.#at(), message });
  }

  hearText(text: string): this {
    return this.#tell({ type: "message", ...this.#at(), text });
  }

  open(welcome: object = welcomeOf()): this {
    return this.tell("start").tell("opened", 20).hear(welcome);
  }

  /** Until the tee does something by itself. */
  wait(): this {
    this.now = this.#tee.deadline ?? this.now;
    return this.tell("timer");
  }
}

const health = '{"kind":"x","heartRateBpm":131,"activeEnergyKcal":47.11}';
const earlier = (bootId: string, traceSeq: number, body = "{}") => ({
  bootId,
  traceSeq,
  text: JSON.stringify({ observer: teeObserver, bootId, traceSeq, ...crossing({ body }) }),
});
const said = ["start", "stop", "opened", "closed", "timer", "flush"] as const;

export function teeScripts(): TeeScript[] {
  const everyInput = (writer: Writer) => {
    for (const type of said) writer.tell(type);
    return writer.hear(welcomeOf()).hear(ackOf(1));
  };
  const writers = [
    new Writer("TEE-4", "It greets, is welcomed, sends what it holds, and lets go of what is acknowledged.")
      .record(2)
      .open()
      .hear(ackOf(1))
      .hear(ackOf(2))
      .record()
      .tell("flush", 5)
      .hear(ackOf(3)),
    new Writer("TEE-3", "With room for three frames the oldest go, and the next that is sent says how many.", {
      maxFrames: 3,
    })
      .record(5)
      .open()
      .record(4)
      .hear(ackOf(5))
      .hear(ackOf(9)),
    new Writer("TEE-3", "With room for so many bytes as many go as must; a frame that never fits is dropped itself.", {
      maxBytes: 500,
    })
      .record(2)
      .record(1, { body: "x".repeat(200) })
      .record(1, { body: "x".repeat(600) })
      .record()
      .open(),
    new Writer("TEE-4", "After a break everything above what the relay holds goes out anew.")
      .open()
      .record(4)
      .tell("flush")
      .hear(ackOf(2))
      .tell("closed", 100)
      .record()
      .wait()
      .tell("opened")
      .hear(welcomeOf([{ traceSeq: 3 }]))
      .hear(ackOf(5)),
    new Writer("TEE-3", "What was in flight at a break, and then had to go, is lost once the relay says so.", {
      maxFrames: 2,
    })
      .open()
      .record(2)
      .tell("flush")
      .record(2)
      .tell("closed")
      .wait()
      .tell("opened")
      .hear(welcomeOf([{ traceSeq: 1 }])),
    new Writer("TEE-5", "No more frames are in flight than the window allows.")
      .record(5)
      .open(welcomeOf([], { window: 2 }))
      .hear(ackOf(1))
      .hear(ackOf(2))
      .hear(ackOf(5)),
    new Writer("TEE-5", "A message holds 32 frames; those that gather meanwhile go with the acknowledgement.")
      .record(40)
      .open()
      .record(2)
      .tell("flush")
      .hear(ackOf(32)),
    new Writer("TEE-7", "The hello names the device, its build, and whom it speaks for.", {
      name: "Ada's watch",
      build: "1.0 (7)",
      speaksFor: ["phone0001"],
    }).open(),
    new Writer("TEE-8", "With a session clock it pings at once, and tells all four stamps of its own ping's pong.", {
      clock: true,
    })
      .open()
      .hear({ type: "pong", pingSentAt: 1, receivedAt: 7, sentAt: 8 })
      .hear({ type: "pong", pingSentAt: 1_800_000_000_020, receivedAt: 7, sentAt: 8 })
      .wait()
      .hear({ type: "pong", pingSentAt: 1_800_000_015_020, receivedAt: 70, sentAt: 80 }),
    new Writer("TEE-9", "Without includeHealth no health value is so much as held.").record(1, { body: health }).open(),
    new Writer(
      "TEE-9",
      "With it they are held, and stay behind where the line is bound, those of earlier boots, too.",
      {
        includeHealth: true,
        backlog: [earlier("boot-0", 4, health)],
      },
    )
      .record(1, { body: health })
      .open(welcomeOf([], { redactHealth: true }))
      .tell("closed")
      .wait()
      .tell("opened")
      .hear(welcomeOf()),
    new Writer("TEE-4", "Earlier boots are told of in the hello, sent in their own order, and forgotten once held.", {
      backlog: [earlier("boot-a", 3), earlier("boot-a", 4), earlier("boot-b", 1)],
    })
      .record()
      .open(welcomeOf([{ bootId: "boot-a", traceSeq: 3 }]))
      .hear(ackOf(4, "boot-a"))
      .hear(ackOf(1, "boot-b"))
      .tell("closed")
      .wait()
      .tell("opened")
      .hear(welcomeOf()),
    new Writer("TEE-3", "A torn line of an earlier boot is counted as dropped, and spoils no message.", {
      backlog: [earlier("boot-a", 1), { ...earlier("boot-a", 2), text: '{"observer":' }, earlier("boot-a", 3)],
    }).open(),
    new Writer("TEE-4", "It believes no acknowledgement of what it never gave out, or of another device.")
      .record(2)
      .open()
      .hear(ackOf(3))
      .hear(ackOf(2, "boot-9"))
      .hear(ackOf(2, "boot-1", "phone0001")),
    new Writer("TEE-4", "What it does not understand it passes over.")
      .open()
      .hearText("")
      .hearText("{")
      .hear(null)
      .hear({ type: "ack" })
      .hear({ type: "ack", acked: [] })
      .hear({ ...welcomeOf(), v: 2 })
      .hear({ type: "later", acked: [] }),
    new Writer("TEE-4", "Retries wait twice as long each time, up to ten seconds; frames that land begin it anew.")
      .tell("start")
      .tell("closed")
      .wait()
      .tell("closed")
      .wait()
      .tell("closed")
      .tell("timer", 999)
      .wait()
      .record()
      .tell("opened")
      .hear(welcomeOf())
      .hear(ackOf(1))
      .tell("closed")
      .wait(),
    new Writer("ERR-2", "A refusal that trying again will not mend waits the longest.")
      .tell("start")
      .tell("opened")
      .hear({ type: "error", code: "unsupported_version", sentence: "no" })
      .tell("closed")
      .wait(),
    new Writer("ERR-2", "One that may pass does not.")
      .tell("start")
      .tell("opened")
      .hear({ type: "error", code: "hello_timeout", sentence: "no" })
      .tell("closed"),
    new Writer("TEE-4", "A relay that does not accept, welcome or answer in time is given up on.", { chance: 0 })
      .tell("start")
      .wait()
      .wait()
      .tell("opened")
      .wait()
      .wait()
      .tell("opened")
      .hear(welcomeOf())
      .wait()
      .wait(),
    everyInput(new Writer("TEE-4", "At rest it answers to nothing but a start.").tell("stop")),
    everyInput(new Writer("TEE-4", "Every input while it connects.").tell("start")),
    everyInput(new Writer("TEE-4", "Every input while it waits to be welcomed.").tell("start").tell("opened")),
    everyInput(new Writer("TEE-4", "Every input while it is open.").open()),
    everyInput(new Writer("TEE-4", "Every input while it waits to try again.").tell("start").tell("closed")),
  ];
  return writers.map(({ script }) => JSON.parse(JSON.stringify(script)) as TeeScript);
}
