import { isIPv4 } from "node:net";
import type { NetworkInterfaceInfo } from "node:os";
import type { Misuse } from "./config.ts";

/** What `os.networkInterfaces` tells. */
export type Interfaces = NodeJS.Dict<readonly NetworkInterfaceInfo[]>;

/** Stands for the only interface there is. */
export const anyLan = "auto";

/**
 * The one address that `--lan` opens: of the interface that was named, or that address itself, or of the only interface that leads
 * anywhere. A wrong name is answered with those that would have been right.
 */
export function lanAddress(wanted: string, interfaces: Interfaces): string | Misuse {
  const named = Object.entries(interfaces).map(([name, found = []]) => ({ name, addresses: usable(found), found }));
  const listed = `here are ${
    named
      .filter(({ addresses }) => addresses.length > 0)
      .map(({ name, addresses }) => `${name} (${addresses.join(", ")})`)
      .join(", ") || "none"
  }`;
  if (wanted === anyLan) {
    const outward = named.filter(
      ({ addresses, found }) => addresses.length > 0 && found.every((each) => !each.internal),
    );
    const [only] = outward;
    if (only !== undefined && outward.length === 1) return only.addresses[0] as string;
    return { misuse: `--lan names no interface, and there is not exactly one to choose; ${listed}` };
  }
  const chosen = named.find(({ name, addresses }) => name === wanted && addresses.length > 0);
  if (chosen !== undefined) return chosen.addresses[0] as string;
  const address = wanted.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  if (named.some(({ addresses }) => addresses.includes(address)) || isLoopback(address)) return address;
  return { misuse: `--lan is ${JSON.stringify(wanted)}; it is an interface or one of its addresses, and ${listed}` };
}

/** IPv4 first; an address that only means something together with its interface cannot stand in a link. */
function usable(found: readonly NetworkInterfaceInfo[]): string[] {
  const addresses = found.map(({ address }) => address).filter((address) => !address.startsWith("fe80:"));
  return [...addresses.filter(isIPv4), ...addresses.filter((address) => !isIPv4(address))];
}

/** All of 127.0.0.0/8 is this machine's, though only one address of it is listed. */
function isLoopback(address: string): boolean {
  return isIPv4(address) && address.startsWith("127.");
}
