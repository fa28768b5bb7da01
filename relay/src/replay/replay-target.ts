import type { Entry } from "@lighty/protocol";

/** How a replay came out. */
export interface Outcome {
  isGreen: boolean;
  /** What a person wants to know at the end. */
  sentence: string;
  /** What is wanted of each entry, where a target has that. */
  lines?: readonly string[];
}

/** Where a capture is played to. Entries come in the order of the capture, as they are due. */
export interface ReplayTarget {
  /** Resolves once they are taken; what they showed comes back as sentences, most often none. */
  play(entries: readonly Entry[]): Promise<readonly string[]>;
  /** Undoes everything: what follows begins with the first of the capture again. */
  restart(): Promise<void>;
  end(): Promise<Outcome>;
}
