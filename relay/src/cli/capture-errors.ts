import { RelayError } from "../errors.ts";
import { CommandError } from "./errors.ts";

/** What reading a capture threw, as a command ends with it. */
export function asCommandError(error: unknown, path: string): CommandError {
  if (error instanceof CommandError) return error;
  if (error instanceof RelayError) return new CommandError("capture", `${path}: ${error.sentence}`, { cause: error });
  const { code, message } = error as NodeJS.ErrnoException;
  const next = code === "ENOENT" ? { next: "name a capture that is there" } : {};
  return new CommandError("usage", message, { ...next, cause: error });
}
