import type { Filter } from "@lighty/protocol/filter";
import { type Projections, StateFold } from "@lighty/protocol/projections";
import type { Questions, Read, StatesAt } from "./questions.ts";

const pageEntries = 512;

/** The registers of a session's devices after an entry: from the checkpoint before it, over what lies between. [PRJ-3] */
export async function statesAt(
  { sessions, states }: Projections,
  { sessionId, at, device }: Questions["states"],
  read: Read,
): Promise<StatesAt | undefined> {
  if (sessions.summary(sessionId) === undefined) return undefined;
  const known = states.devices(sessionId);
  const devices: StatesAt["devices"] = [];
  for (const { deviceId, role } of known) {
    if (device !== undefined && device !== deviceId && device !== role) continue;
    const earliest = states.earliest(sessionId, deviceId);
    if (at < earliest) return { known, devices: [], earliest };
    const from = states.nearest(sessionId, deviceId, at);
    const fold = new StateFold(sessionId, deviceId, from);
    await foldUpTo(read, fold, sessionId, deviceId, from?.entry ?? 0, at);
    const { state } = fold;
    if (state !== undefined) devices.push({ deviceId, role, ...state });
  }
  return { known, devices };
}

async function foldUpTo(
  read: Read,
  fold: StateFold,
  sessionId: string,
  deviceId: string,
  from: number,
  upTo: number,
): Promise<void> {
  const filter: Filter = {
    op: "and",
    of: [
      { op: "is", field: "device", compare: "=", values: [deviceId] },
      { op: "is", field: "entry", compare: "<=", values: [upTo] },
    ],
  };
  let after = from;
  for (let hasMore = true; hasMore && after < upTo; ) {
    const page = await read({ after, limit: pageEntries, sessionId, filter }, upTo);
    for (const entry of page.entries) fold.apply(entry);
    ({ hasMore, reached: after } = page);
  }
}
