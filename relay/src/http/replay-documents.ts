import { z } from "zod";
import { ReplayDeed, ReplayOrder, ReplayRun } from "../replay/replay-order.ts";
import type { Resource } from "./resources.ts";

/** What HTTP offers of replays. */
export const replayResources: readonly Resource[] = [
  {
    path: "/api/v1/replays",
    summary:
      "What the relay plays and has played since it began, newest first: how far it is, what was found, how it ended.",
    answer: z.object({ replays: z.array(ReplayRun) }),
  },
  {
    method: "post",
    path: "/api/v1/replays",
    summary:
      "Plays a session or an import: to the law, to whole engines, into the log, or to a device in a room that allows it. [RPL-1] [RPL-2]",
    body: ReplayOrder,
    answer: ReplayRun,
    scope: "control",
  },
  {
    method: "post",
    path: "/api/v1/replays/{replay}/tell",
    summary: "Tells a replay to pause, go on, step, step back, seek, change its rate, or end.",
    body: ReplayDeed,
    answer: ReplayRun,
    scope: "control",
  },
];
