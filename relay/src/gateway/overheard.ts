import type { Caller } from "./access.ts";

/** True when others on the network can read along: neither this machine's own line nor an encrypted one. [TEE-9] */
export function isOverheard({ address, isTls }: Pick<Caller, "address" | "isTls">): boolean {
  return !isTls && !/^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/.test(address);
}
