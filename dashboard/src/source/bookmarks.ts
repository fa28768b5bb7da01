import { Bookmark, checkShape } from "@lighty/protocol";
import { z } from "zod";

/** Where the bookmarks of a source are kept: by the relay for everybody who looks, or in the page of this reader alone. */
export interface Bookmarks {
  /** Where what is set from now on is kept, as a reader is told it. */
  keptBy(): Promise<string>;
  list(sessionId: string): Promise<Bookmark[]>;
  /** Sets one, or gives the one at that entry other words. Throws a sentence where that cannot be. */
  keep(sessionId: string, entry: number, text: string): Promise<void>;
  remove(sessionId: string, entry: number): Promise<void>;
}

const Kept = z.array(Bookmark);

/** What a browser keeps for a page, as far as this needs it. */
export type Storage = Pick<globalThis.Storage, "getItem" | "setItem" | "removeItem">;

/** For as long as the page. */
export class PageStorage implements Storage {
  readonly #items = new Map<string, string>();

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }

  removeItem(key: string): void {
    this.#items.delete(key);
  }
}

/** In this browser alone. `name` tells one source's from another's. */
export class BrowserBookmarks implements Bookmarks {
  readonly #name: () => Promise<string> | string;
  readonly #storage: Storage;

  constructor(name: () => Promise<string> | string, storage: Storage = localStorage) {
    this.#name = name;
    this.#storage = storage;
  }

  async keptBy(): Promise<string> {
    return this.#storage instanceof PageStorage ? "by this page, until it is closed" : "in this browser alone";
  }

  async list(sessionId: string): Promise<Bookmark[]> {
    return this.#read(await this.#key(sessionId));
  }

  async keep(sessionId: string, entry: number, text: string): Promise<void> {
    const key = await this.#key(sessionId);
    const others = this.#read(key).filter((each) => each.entry !== entry);
    this.#write(
      key,
      [...others, { entry, text, madeAt: Date.now() }].sort((a, b) => a.entry - b.entry),
    );
  }

  async remove(sessionId: string, entry: number): Promise<void> {
    const key = await this.#key(sessionId);
    this.#write(
      key,
      this.#read(key).filter((each) => each.entry !== entry),
    );
  }

  async #key(sessionId: string): Promise<string> {
    return `lighty.bookmarks ${await this.#name()} ${sessionId}`;
  }

  /** What somebody else wrote there is nothing. */
  #read(key: string): Bookmark[] {
    try {
      const read = checkShape(Kept, JSON.parse(this.#storage.getItem(key) ?? "[]"));
      return read.ok ? read.value : [];
    } catch {
      return [];
    }
  }

  #write(key: string, bookmarks: readonly Bookmark[]): void {
    if (bookmarks.length === 0) this.#storage.removeItem(key);
    else this.#storage.setItem(key, JSON.stringify(bookmarks));
  }
}

/** Those that came with something that cannot be written, a file or a relay that may only be read, and over them this reader's own. */
export class LayeredBookmarks implements Bookmarks {
  readonly #given: (sessionId: string) => Promise<Bookmark[]>;
  readonly #own: Bookmarks;

  constructor(given: (sessionId: string) => Promise<Bookmark[]>, own: Bookmarks) {
    this.#given = given;
    this.#own = own;
  }

  keptBy(): Promise<string> {
    return this.#own.keptBy();
  }

  async list(sessionId: string): Promise<Bookmark[]> {
    const [given, own] = await Promise.all([this.#given(sessionId), this.#own.list(sessionId)]);
    const byEntry = new Map([...given, ...own].map((bookmark) => [bookmark.entry, bookmark]));
    return [...byEntry.values()].sort((a, b) => a.entry - b.entry);
  }

  keep(sessionId: string, entry: number, text: string): Promise<void> {
    return this.#own.keep(sessionId, entry, text);
  }

  async remove(sessionId: string, entry: number): Promise<void> {
    const isGiven = (await this.#given(sessionId)).some((each) => each.entry === entry);
    await this.#own.remove(sessionId, entry);
    if (isGiven) throw new Error("It came with what is read here, and can only be taken away there.");
  }
}
