import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type MessagePort, workerData } from "node:worker_threads";

/** What the thread is begun with. */
export interface SwiftThreadData {
  /** Runs `binary` with the libraries it needs. */
  script: string;
  binary: string;
  /** Requests come in, answers go out; null says that the program has ended. */
  port: MessagePort;
  /** Counts answers, for the one who waits for them without giving way. */
  signal: Int32Array;
}

/* The Swift program's pipes, in a thread of their own: whoever waits for an answer leaves no event loop to read it by. */
const { script, binary, port, signal } = workerData as SwiftThreadData;
const child = spawn(script, ["exec", binary], { stdio: ["pipe", "pipe", "ignore"] });
const answer = (line: string | null) => {
  port.postMessage(line);
  Atomics.add(signal, 0, 1);
  Atomics.notify(signal, 0);
};
createInterface({ input: child.stdout }).on("line", answer);
child.stdin.on("error", () => answer(null));
child.on("error", () => answer(null)).on("close", () => answer(null));
port.on("message", (text: string) => child.stdin.write(`${text}\n`));
// Its input is over, so the program ends by itself.
port.on("close", () => child.stdin.end());
