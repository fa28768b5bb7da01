import type { Finding } from "../../stream.ts";
import { Recent } from "../recent.ts";
import type { Rule, Seen } from "../seen.ts";
import { count } from "./wording.ts";

const mostFailures = 3;

interface Device {
  isReachable: boolean;
  failures: number[];
  codes: Set<number>;
  isTold: boolean;
}

/** Messages that fail one after the other though the device takes its peer for reachable: reachability is a hint. [LNK-3] */
export class ReachableButFailing implements Rule {
  readonly #devices = new Recent<string, Device>(1_000);
  readonly memory = { devices: this.#devices };

  apply({ entry, frame, note }: Seen): Finding[] {
    const { deviceId, role } = frame.observer;
    const device = this.#devices.take(deviceId, opened);
    if (note?.note === "reachability") {
      this.#devices.set(deviceId, { ...opened(), isReachable: note.reachable });
      return [];
    }
    // Whatever is heard of the peer by message shows that the way is open.
    if (frame.direction === "received" && frame.transport === "message")
      this.#devices.set(deviceId, { ...opened(), isReachable: device.isReachable });
    if (note?.note !== "send_failed" || note.transport !== "message" || !device.isReachable) return [];
    device.codes.add(note.errorCode);
    if (device.failures.push(entry) < mostFailures || device.isTold) return [];
    device.isTold = true;
    const codes = [...device.codes].join(", ");
    const sentence = `the ${role} takes its peer for reachable, yet ${count(device.failures.length, "message")} in a row failed (${codes})`;
    return [{ rule: "reachable_but_failing", severity: "warning", sentence, entries: [...device.failures] }];
  }
}

function opened(): Device {
  return { isReachable: false, failures: [], codes: new Set(), isTold: false };
}
