import type { DeviceVitals } from "@lighty/protocol/projections";

export type LinkState = "reachable" | "unreachable" | "unknown";

/** How the link to its peer stands by the app's last word. */
export function linkNow(link: DeviceVitals["link"]): { is: LinkState; words: string } {
  const last = link.at(-1)?.is;
  if (last === "reachable") return { is: "reachable", words: "reaches its peer" };
  if (last === "unreachable") return { is: "unreachable", words: "cannot reach its peer" };
  return { is: "unknown", words: "has not said whether it reaches its peer" };
}
