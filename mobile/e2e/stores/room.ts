import type { Value } from "@lighty/protocol";

export type Kind = "IndexedDB" | "expo-sqlite";

declare global {
  /** What a test finds in the page of the stores. */
  var room: {
    /** Opens the phone's store, once more if it is open. Resolves with the number of this opening. */
    open(kind: Kind): Promise<number>;
    load(at: number): Promise<(readonly [string, Value])[]>;
    write(at: number, entries: readonly (readonly [string, Value])[]): Promise<void>;
    /** Runs statements on the very connection of the store: expo-sqlite gives the same one to all who ask for a name. */
    execute(statements: string): Promise<void>;
  };
}
