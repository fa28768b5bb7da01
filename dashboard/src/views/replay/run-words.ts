import type { ReplayOrder, ReplayRun } from "../../model/replay.ts";

export type Colour = "going" | "waiting" | "green" | "red" | "neutral";

/** How a replay stands, in a word, and in which colour and shape. */
export function standing({ state, outcome, wasStopped, order }: ReplayRun): { words: string; colour: Colour } {
  switch (state) {
    case "preparing":
      return { words: "Getting ready", colour: "going" };
    case "running":
      return { words: "Playing", colour: "going" };
    case "paused":
      return { words: "Paused", colour: "waiting" };
    case "failed":
      return { words: "Could not go on", colour: "red" };
    case "ended":
      if (outcome?.isGreen !== true) return { words: "Came out otherwise", colour: "red" };
      if (wasStopped) return { words: "Ended by hand, the same so far", colour: "neutral" };
      return { words: order.target === "relay" ? "Played into the log" : "Came out again", colour: "green" };
  }
}

/** Where it is played to, as a person says it. */
export const targetWords = {
  headless: "to the law",
  swift: "to both engines",
  relay: "into the log",
  device: "to a device",
};

/** What is played, by the name that people gave it. */
export function playedName(
  { session, import: importId }: ReplayOrder,
  imports: readonly { importId: string; name: string }[],
): string {
  if (importId === undefined) return session ?? "";
  const name = imports.find((each) => each.importId === importId)?.name ?? `import ${importId}`;
  return session === undefined ? name : `${session} of ${name}`;
}
