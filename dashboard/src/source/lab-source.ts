import type { Connection } from "../model/connection.ts";
import { Lab, type RunningLab } from "../model/lab.ts";
import { type Bookmarks, BrowserBookmarks, PageStorage } from "./bookmarks.ts";
import { EntryShelf } from "./entry-shelf.ts";
import type { Ability } from "./session-source.ts";
import { ShelvedSource } from "./shelved-source.ts";

/** The Lab as a source: its views are those of any session. */
export class LabSource extends ShelvedSource implements RunningLab {
  readonly name: string;
  readonly abilities: ReadonlySet<Ability> = new Set(["live"]);
  readonly connection: Connection = { state: "live" };
  readonly lab: Lab;
  readonly bookmarks: Bookmarks;
  protected readonly shelf = new EntryShelf();
  #version = 0;

  constructor(seed: string) {
    super();
    this.lab = new Lab(seed, () => this.advance(0));
    // A Lab of the same seed is another one: what was marked goes with the page.
    this.bookmarks = new BrowserBookmarks(() => "lab", new PageStorage());
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
