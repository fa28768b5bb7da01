import { RelayError } from "../errors.ts";
import { CommandError, misuse } from "./errors.ts";

const nexts: Partial<Record<string, string>> = { capture_newer: "update lighty, then read it again" };

/** What reading a capture threw, as a command ends with it. A fault of our own stays what it is. */
export function asCommandError(error: unknown, path: string): unknown {
  if (error instanceof CommandError) return error;
  if (error instanceof RelayError) {
    const next = nexts[error.code];
    const more = { cause: error, ...(next === undefined ? {} : { next }) };
    return new CommandError("capture", `${path}: ${error.sentence}`, more);
  }
  const { code, message, path: found = path } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return misuse(`there is no file ${found}`, "name a capture that is there");
  if (code === "EISDIR") return misuse(`${found} is a folder, not a capture`, "name a capture");
  if (code === "EACCES") return misuse(`${found} may not be read`, "make it readable for this user");
  if (code === "ENOTDIR" || code === "ELOOP" || code === "ENAMETOOLONG")
    return misuse(`${found} cannot be read: ${message}`);
  return error;
}
