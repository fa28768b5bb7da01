import type { Connection } from "../model/connection.ts";
import { Lab, type RunningLab } from "../model/lab.ts";
import { EntryShelf } from "./entry-shelf.ts";
import type { Ability } from "./session-source.ts";
import { ShelvedSource } from "./shelved-source.ts";

/** The Lab as a source: its views are those of any session. */
export class LabSource extends ShelvedSource implements RunningLab {
  readonly name: string;
  readonly abilities: ReadonlySet<Ability> = new Set(["live"]);
  readonly connection: Connection = { state: "live" };
  readonly lab: Lab;
  protected readonly shelf = new EntryShelf();
  #version = 0;

  constructor(seed: string) {
    super();
    this.lab = new Lab(seed, () => this.advance(0));
    this.name = `the Lab, seed ${seed}`;
  }

  get version(): number {
    return this.#version;
  }

  /** Lets time pass, and tells who listens. */
  advance(byMs: number): void {
    this.lab.advance(byMs);
    const fresh = this.lab.entries.slice(this.shelf.next - 1);
    if (fresh.length > 0) this.shelf.add(fresh);
    this.#version += 1;
    this.grown();
  }
}
