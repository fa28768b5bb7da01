import type { Entry } from "@lighty/protocol";

/** What playing an entry showed: a difference, or a finding. */
export interface Found {
  sentence: string;
  /** Where to look; the entry by its number in what is played. */
  entry?: number | undefined;
  register?: string | undefined;
  sessionId?: string | undefined;
}

/** How a replay came out. */
export interface Outcome {
  isGreen: boolean;
  /** What a person wants to know at the end. */
  sentence: string;
  /** Where it came out otherwise than was recorded, the first one first. */
  differences?: readonly Found[];
  /** What is wanted of each entry, where a target has that. */
  lines?: readonly string[];
}

/** Where a capture is played to. Entries come in the order of the capture, as they are due. */
export interface ReplayTarget {
  /** Sessions as the relay shows them, where what is played goes into its log. */
  readonly sessionIds?: readonly string[];
  /** Resolves once they are taken, with what they showed, most often nothing. */
  play(entries: readonly Entry[]): Promise<readonly Found[]>;
  /** Undoes everything: what follows begins with the first of the capture again. */
  restart(): Promise<void>;
  end(): Promise<Outcome>;
}
