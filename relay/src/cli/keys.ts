import { emitKeypressEvents } from "node:readline";
import { fastestRate, type Pacing, slowestRate } from "@lighty/protocol/replay";
import type { Controls } from "../replay/playing.ts";

/** The keys of a running replay, where standard input is a terminal. */
export interface Keys {
  areThere: boolean;
  close(): void;
}

/** Listens until closed: space, arrows, + and -, q. Ctrl-C is a signal like any other. */
export function listenForKeys(controls: Controls, pacing: Pacing): Keys {
  const { stdin } = process;
  if (!stdin.isTTY) return { areThere: false, close: () => {} };
  const press = (_: string | undefined, key: { name?: string; sequence?: string; ctrl?: boolean }) => {
    if (key.ctrl && key.name === "c") process.kill(process.pid, "SIGINT");
    else tell(key.name ?? key.sequence ?? "", key.sequence ?? "", controls, pacing);
  };
  emitKeypressEvents(stdin);
  stdin.setRawMode(true).on("keypress", press).resume();
  return {
    areThere: true,
    close: () => {
      stdin.off("keypress", press).setRawMode(false).pause();
    },
  };
}

/** What a key means to a replay; nothing for the others. */
export function tell(name: string, sequence: string, controls: Controls, pacing: Pacing): void {
  const rate = pacing.rate === "max" ? fastestRate : pacing.rate;
  if (name === "space") controls.tell({ type: pacing.state === "paused" ? "resume" : "pause" });
  else if (name === "right") controls.tell({ type: "step" });
  else if (name === "left") controls.tell({ type: "step_back" });
  else if (sequence === "+") controls.tell({ type: "rate", rate: Math.min(fastestRate, rate * 2) });
  else if (sequence === "-") controls.tell({ type: "rate", rate: Math.max(slowestRate, rate / 2) });
  else if (name === "q") controls.quit();
}
