import type { Exit } from "./exit-codes.ts";

/** Why a command ends without having done its work: what happened, why, and what to do next. The command line's only error class. */
export class CommandError extends Error {
  readonly exit: Exit;
  /** The reason, where the sentence does not hold it. */
  readonly why: string | undefined;
  /** What to do now: a command, or a setting to change. */
  readonly next: string | undefined;

  constructor(
    exit: Exit,
    sentence: string,
    { why, next, cause }: { why?: string; next?: string; cause?: unknown } = {},
  ) {
    super(sentence, { cause });
    this.name = "CommandError";
    this.exit = exit;
    this.why = why;
    this.next = next;
  }
}

/** A wrong command line, variable or project file. */
export function misuse(sentence: string, next?: string): CommandError {
  return new CommandError("usage", sentence, next === undefined ? {} : { next });
}
