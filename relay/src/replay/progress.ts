import type { Entry } from "@lighty/protocol";
import type { PacingState, Rate } from "@lighty/protocol/replay";
import type { ReplayRun } from "./replay-order.ts";
import type { Found, Outcome } from "./replay-target.ts";

export interface ProgressOptions {
  entries: readonly Entry[];
  /** Places, the second one excluded. */
  from: number;
  to: number;
  rate(): Rate;
  say(now: Partial<ReplayRun>): void;
}

/** Told at most this often: a replay as fast as can be takes thousands of entries in that time. */
const tellMs = 100;
const mostFound = 20;
const mostLines = 500;

/** Says how a replay stands, and neither too often nor too late. */
export class Progress {
  readonly #options: ProgressOptions;
  readonly #found: Found[] = [];
  #foundCount = 0;
  #now: Partial<ReplayRun> = {};
  #timer: NodeJS.Timeout | null = null;

  constructor(options: ProgressOptions) {
    this.#options = options;
    const { entries, from, to, say } = options;
    const [first, last] = [entries[from] as Entry, entries[to - 1] as Entry];
    const lengthMs = Math.max(0, last.receivedAt - first.receivedAt);
    say({ first: first.entry, last: last.entry, total: to - from, lengthMs, rate: options.rate() });
  }

  found(found: readonly Found[]): void {
    this.#foundCount += found.length;
    for (const each of found.slice(0, mostFound - this.#found.length)) this.#found.push(bare(each));
    this.#tell({ found: [...this.#found], foundCount: this.#foundCount });
  }

  at(state: PacingState, position: number, sessionIds: readonly string[] = []): void {
    const { entries, from, rate } = this.#options;
    const at = position > from ? (entries[position - 1] as Entry) : null;
    const atMs = at === null ? 0 : Math.max(0, at.receivedAt - (entries[from] as Entry).receivedAt);
    const place = { played: Math.max(0, position - from), at: at?.entry ?? null, atMs, rate: rate() };
    // It has ended once its outcome is there.
    this.#tell({ ...place, state: state === "ended" ? "running" : state, sessions: [...sessionIds] });
  }

  ended(
    outcome: Outcome,
    { wasStopped, sessionIds = [] }: { wasStopped: boolean; sessionIds?: readonly string[] | undefined },
  ): void {
    const { isGreen, sentence, differences = [], lines = [] } = outcome;
    const told = {
      isGreen,
      sentence,
      differences: differences.slice(0, mostFound).map(bare),
      lines: lines.slice(0, mostLines),
    };
    this.#now = { ...this.#now, state: "ended", wasStopped, outcome: told, sessions: [...sessionIds] };
    this.#flush();
  }

  #tell(now: Partial<ReplayRun>): void {
    const isOther = now.state !== undefined && now.state !== this.#now.state;
    this.#now = { ...this.#now, ...now };
    if (isOther) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), tellMs);
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#options.say(this.#now);
  }
}

/** As it is told: what it was found by knows more. */
function bare({ sentence, entry, register, sessionId }: Found): Found {
  return {
    sentence,
    ...(entry === undefined ? {} : { entry }),
    ...(register === undefined ? {} : { register }),
    ...(sessionId === undefined ? {} : { sessionId }),
  };
}
