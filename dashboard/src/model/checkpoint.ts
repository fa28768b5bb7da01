import type { RegisterMap, Role, Vector } from "@lighty/protocol";

/** What a device held of a session right after an entry: where a fold may begin that does not begin at the beginning. [PRJ-3] */
export interface DeviceCheckpoint {
  readonly deviceId: string;
  readonly role: Role;
  readonly entry: number;
  readonly revision: number;
  readonly digest: string;
  readonly registers: RegisterMap;
  readonly have: Vector;
}
