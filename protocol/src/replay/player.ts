import type { ErrorCode } from "../errors.ts";
import type { Role } from "../ids.ts";
import type { Agenda, Person, World } from "../sim/index.ts";
import type { Deed, Score } from "./score.ts";

/** A deed, or the moment at which a role's app is installed anew. */
type Item = Deed | { at: number; role: Role; install: string };

const againMs = 1_000;
/** How often what cannot be done yet is tried again: as long as a person would wait for a screen. */
const tries = 40;

/** What passes as soon as the app runs, or has heard of what it is to change. */
const passing: readonly ErrorCode[] = ["session_unknown", "set_unknown", "exercise_unknown"];

/**
 * Does again what a score says, on each device in its order. A deed waits while the app is down or has not heard of the session yet; what is
 * refused for good is left out, as a person would leave it. An app is deleted only when its peer has all it made, for nobody else could
 * give that back.
 */
export class Player implements Person {
  readonly sessionIds: string[] = [];
  readonly #world: World;
  readonly #agenda: Agenda;
  readonly #queues: Record<Role, Item[]>;
  readonly #tried = new Map<Item, number>();
  #hasStopped = false;
  /** Deeds that were refused or never possible. */
  leftOut = 0;

  constructor(world: World, score: Score) {
    this.#world = world;
    this.#agenda = world.agenda;
    const items: Item[] = [
      ...score.deeds,
      ...score.installs.map(({ at, role, deviceId }) => ({ at, role, install: deviceId })),
    ];
    const of = (role: Role) => items.filter((item) => item.role === role).sort((a, b) => a.at - b.at);
    this.#queues = { phone: of("phone"), watch: of("watch") };
  }

  get isDone(): boolean {
    return this.#queues.phone.length + this.#queues.watch.length === 0;
  }

  get hasStopped(): boolean {
    return this.#hasStopped;
  }

  /** Every final word is a deed of its own. */
  get owesFinal(): boolean {
    return false;
  }

  begin(): void {
    for (const role of ["phone", "watch"] as const) this.#goOn(role);
  }

  stop(): void {
    this.#hasStopped = true;
  }

  #goOn(role: Role): void {
    const queue = this.#queues[role];
    for (let item = queue[0]; item !== undefined && !this.#hasStopped; item = queue[0]) {
      if (item.at > this.#agenda.now) {
        this.#agenda.at(item.at, () => this.#goOn(role));
        return;
      }
      if (!this.#do(item)) {
        this.#agenda.after(againMs, () => this.#goOn(role));
        return;
      }
      queue.shift();
    }
  }

  /** False when it should be tried again. */
  #do(item: Item): boolean {
    const device = this.#world.devices[item.role];
    if ("install" in item) {
      if (device.engine === null || device.engine.queueDepth > 0) return false;
      this.#world.reinstall(item.role, item.install);
      return true;
    }
    const output = device.act(item.act);
    const code = output?.refusal?.code;
    if (output !== undefined && code === undefined) {
      if (item.act.act === "start") this.sessionIds.push(item.act.sessionId);
      return true;
    }
    const tried = (this.#tried.get(item) ?? 0) + 1;
    this.#tried.set(item, tried);
    if (tried < tries && (code === undefined || passing.includes(code))) return false;
    this.leftOut++;
    return true;
  }
}
