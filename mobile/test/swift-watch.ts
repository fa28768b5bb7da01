import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import {
  type Act,
  type Action,
  type Input,
  type Instant,
  payloadKey,
  type RegisterMap,
  type Value,
} from "@lighty/protocol";
import { type Appointment, wallStart } from "@lighty/protocol/sim";
import type { Gym } from "./gym.ts";

const script = fileURLToPath(new URL("../../scripts/swift.sh", import.meta.url));

interface Answer {
  error?: string;
  output?: { save?: [string, Value][]; actions: Action[]; refusal?: { sentence: string } };
  wakeAt?: number | null;
}

/** The wrist's own engine, in Swift, as a program, on the watch's end of a gym's link. What it holds is asked of the program itself. */
export class SwiftWatch {
  readonly #gym: Gym;
  readonly #child: ChildProcess;
  readonly #waiting: ((line: string) => void)[] = [];
  readonly #store = new Map<string, Value>();
  #work: Promise<unknown> = Promise.resolve();
  #tick: Appointment | null = null;
  #lives = 0;
  readonly deviceId = "swift00001";

  constructor(gym: Gym, binary: string) {
    this.#gym = gym;
    this.#child = spawn(script, ["exec", binary], { stdio: ["pipe", "pipe", "inherit"] });
    if (this.#child.stdout === null) throw new Error("the Swift program has no stdout");
    createInterface({ input: this.#child.stdout }).on("line", (line) => this.#waiting.shift()?.(line));
    gym.meanwhile = () => this.idle();
  }

  /** The app is launched over what it has saved; again after `die`. */
  start(): void {
    const idPrefix = `swift${++this.#lives}-`;
    const { deviceId } = this;
    this.#then(() => this.#ask({ open: { deviceId, role: "watch", idPrefix, stored: [...this.#store] } }));
    this.#gym.link.watch.activate({
      activated: (reachable, outstanding) =>
        this.#take({ type: "activated", now: this.#now(), reachable, outstanding }),
      reachabilityChanged: (reachable) => this.#take({ type: "reachability", now: this.#now(), reachable }),
      received: (transport, text) => {
        if (!text.includes('"kind":"routine"')) this.#take({ type: "received", now: this.#now(), transport, text });
      },
      sent: (sendId, errorCode) =>
        this.#take({ type: "sent", now: this.#now(), sendId, ...(errorCode === undefined ? {} : { errorCode }) }),
    });
  }

  die(): void {
    this.#gym.link.watch.deactivate();
    if (this.#tick !== null) this.#gym.agenda.cancel(this.#tick);
  }

  act(act: Act): void {
    this.#take({ type: "acted", now: this.#now(), act });
  }

  /** Everything it was told so far has been answered and done. */
  async idle(): Promise<void> {
    for (let work = null; work !== this.#work; ) {
      work = this.#work;
      await work;
    }
  }

  async digest(sessionId: string): Promise<string | null> {
    return ((await this.#ask({ digest: sessionId })) as { digest: string | null }).digest;
  }

  async registers(sessionId: string): Promise<RegisterMap> {
    return ((await this.#ask({ registers: sessionId })) as { registers: RegisterMap }).registers;
  }

  async close(): Promise<void> {
    this.die();
    this.#child.stdin?.end();
    if (this.#child.exitCode === null) await once(this.#child, "close");
  }

  #now(): Instant {
    const { now } = this.#gym.agenda;
    return { wallMs: wallStart + now, monotonicMs: now + 9_000_000, deviceBootId: "swift-boot-1" };
  }

  #take(input: Input): void {
    this.#then(async () => {
      const { output, wakeAt = null } = (await this.#ask({ step: input })) as Answer;
      if (output === undefined) return;
      if (output.refusal !== undefined) throw new Error(output.refusal.sentence);
      for (const [key, value] of output.save ?? []) {
        if (value === null) this.#store.delete(key);
        else this.#store.set(key, value);
      }
      const { link, agenda } = this.#gym;
      for (const action of output.actions) {
        if (action.type === "send") link.watch.send(action.channel, action.sendId, { [payloadKey]: action.text });
        if (action.type === "cancel") link.watch.cancel(action.sendIds);
      }
      if (this.#tick !== null) agenda.cancel(this.#tick);
      if (wakeAt === null) return;
      this.#tick = agenda.at(wakeAt - 9_000_000, () => this.#take({ type: "tick", now: this.#now() }));
    });
  }

  #then(work: () => Promise<unknown>): void {
    this.#work = this.#work.then(work);
  }

  async #ask(request: object): Promise<object> {
    const line = await new Promise<string>((resolve) => {
      this.#waiting.push(resolve);
      this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    });
    const answer = JSON.parse(line) as Answer;
    if (answer.error !== undefined) throw new Error(`the Swift program does not understand: ${answer.error}`);
    return answer;
  }
}
