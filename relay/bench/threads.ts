import { readdirSync, readFileSync } from "node:fs";

/** Threads of a process that do the same kind of work, by what Node and the relay call them. */
const kinds: readonly (readonly [kind: string, isOne: (name: string, isMain: boolean) => boolean])[] = [
  ["sockets", (_, isMain) => isMain],
  ["writer", (name) => name.includes("writer")],
  ["projections", (name) => name.includes("projections")],
  ["keeper", (name) => name.includes("keeper")],
  ["collector and compiler", (name) => name.startsWith("V8Worker") || name.startsWith("node")],
];

/** Microseconds of processor time that each kind of thread has taken so far, as Linux counts them; null where it is not Linux. */
export function threadTimes(pid: number): Map<string, number> | null {
  const folder = `/proc/${pid}/task`;
  const times = new Map<string, number>();
  let tasks: string[];
  try {
    tasks = readdirSync(folder);
  } catch {
    return null;
  }
  for (const task of tasks) {
    const name = readFileSync(`${folder}/${task}/comm`, "utf8").trim();
    const nanoseconds = Number(readFileSync(`${folder}/${task}/schedstat`, "utf8").split(" ")[0]);
    const kind = kinds.find(([, isOne]) => isOne(name, task === String(pid)))?.[0] ?? name;
    times.set(kind, (times.get(kind) ?? 0) + nanoseconds / 1_000);
  }
  return times;
}
