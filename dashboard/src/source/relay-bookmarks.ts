import type { Bookmark } from "@lighty/protocol";
import { type Bookmarks, BrowserBookmarks, LayeredBookmarks } from "./bookmarks.ts";
import { Control } from "./control.ts";

/** Kept by the relay where this page may change things; else in this browser, over those that the relay has. */
export class RelayBookmarks implements Bookmarks {
  readonly #page: string;
  readonly #world: string | null;
  readonly #read: (sessionId: string) => Promise<Bookmark[]>;
  #kept: Promise<Bookmarks> | null = null;

  constructor(page: string, world: string | null, read: (sessionId: string) => Promise<Bookmark[]>) {
    this.#page = page;
    this.#world = world;
    this.#read = read;
  }

  async keptBy(): Promise<string> {
    return (await this.#where()).keptBy();
  }

  async list(sessionId: string): Promise<Bookmark[]> {
    return (await this.#where()).list(sessionId);
  }

  async keep(sessionId: string, entry: number, text: string): Promise<void> {
    await (await this.#where()).keep(sessionId, entry, text);
  }

  async remove(sessionId: string, entry: number): Promise<void> {
    await (await this.#where()).remove(sessionId, entry);
  }

  #where(): Promise<Bookmarks> {
    this.#kept ??= Control.of(this.#page, window.fetch.bind(window)).then((control) => this.#with(control));
    // A relay that did not answer is asked again.
    this.#kept.catch(() => {
      this.#kept = null;
    });
    return this.#kept;
  }

  #with(control: Control | null): Bookmarks {
    const world = this.#world;
    const read = this.#read;
    const { host } = new URL(this.#page);
    if (control === null) return new LayeredBookmarks(read, new BrowserBookmarks(() => `${host} ${world ?? ""}`));
    return {
      keptBy: async () => "by the relay, for everybody who looks",
      list: read,
      keep: (sessionId, entry, text) => control.bookmark(world, sessionId, entry, text),
      remove: (sessionId, entry) => control.unbookmark(world, sessionId, entry),
    };
  }
}
