import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { CommandError } from "./errors.ts";

/** What a running relay leaves for the commands of the same person: where it is, and what opens it. */
const RunningRelay = z.object({
  format: z.literal("lighty-running-1"),
  pid: z.int().min(1),
  /** `http://127.0.0.1:7788`, never with anything behind it. */
  url: z.string().regex(/^https?:\/\/[^/?#]+$/),
  /** Its own certificate as PEM, where lines are encrypted. */
  certificate: z.string().optional(),
  token: z.string(),
  controlToken: z.string(),
});
export type RunningRelay = z.infer<typeof RunningRelay>;

const fileName = "running.json";

/** Writes the note, for its owner alone; returns what takes it away again. The folder is there. */
export function announce(dataFolder: string, relay: Omit<RunningRelay, "format" | "pid">): () => void {
  const file = join(dataFolder, fileName);
  const draft = `${file}.${randomBytes(4).toString("hex")}`;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const note: RunningRelay = { format: "lighty-running-1", pid: process.pid, ...relay };
  writeFileSync(draft, `${JSON.stringify(note)}\n`, { mode: 0o600, flag: "wx" });
  renameSync(draft, file);
  return () => {
    // Another relay may have the folder by now; its note is not ours to take.
    if (readNote(file)?.pid === process.pid) rmSync(file, { force: true });
  };
}

/**
 * The relay that runs from a data folder. What it left is believed only when nobody else can have read or written it, and while its process
 * lives: a token is never shown to whoever may have taken the port since. Throws `unreachable`.
 */
export function findRunning(dataFolder: string): RunningRelay {
  const file = join(dataFolder, fileName);
  const next = "start one with `lighty relay`, or name another's data folder with --data";
  const note = readNote(file);
  if (note === null) throw new CommandError("unreachable", `no relay runs from ${dataFolder}`, { next });
  const why = strangeness(file);
  if (why !== null) {
    throw new CommandError("unreachable", `${file} cannot be trusted`, { why, next: `remove it, then ${next}` });
  }
  if (!isAlive(note.pid)) {
    const gone = `process ${note.pid}, which wrote ${file}, is gone`;
    throw new CommandError("unreachable", `no relay runs from ${dataFolder} any more`, { why: gone, next });
  }
  return note;
}

function readNote(file: string): RunningRelay | null {
  try {
    return RunningRelay.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

/** Why someone else may have read or written a file; null when nobody can have. */
function strangeness(file: string): string | null {
  const { uid, mode } = statSync(file);
  const own = process.getuid?.();
  // Windows knows neither.
  if (own === undefined) return null;
  if (uid !== own) return `it belongs to user ${uid}, and you are ${own}`;
  return (mode & 0o077) === 0 ? null : `others may read or write it: its mode is ${(mode & 0o777).toString(8)}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
