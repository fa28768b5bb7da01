import { DeviceId, type Entry, Id, Role } from "@lighty/protocol";
import { z } from "zod";
import { RelayError } from "../errors.ts";
import { Answers } from "../replay/answers.ts";
import { DeviceTarget } from "../replay/device-target.ts";
import { RelayTarget } from "../replay/relay-target.ts";
import { willing } from "../replay/willing.ts";
import { type Address, addressOf } from "./address.ts";
import { CommandError, misuse } from "./errors.ts";
import { headOf } from "./latest.ts";
import { liveMessages } from "./live-line.ts";
import { RelayClient } from "./relay-client.ts";
import type { RelayChoice } from "./relay-options.ts";

/** What is read of a room. */
const RoomAnswer = z.object({
  devices: z.array(z.object({ role: Role, deviceId: DeviceId, isJoined: z.boolean(), allowsReplay: z.boolean() })),
});

/** The relay's log as a target. Throws a CommandError, also where the scope control is missing. */
export async function relayTarget(choice: RelayChoice, entries: readonly Entry[]): Promise<RelayTarget> {
  return new RelayTarget(replayLine(await addressOf(choice), "/v1/replay/tee"), entries);
}

/** A device in a room as a target, the seat of its counterpart taken. Throws a CommandError that names the step that is missing. */
export async function deviceTarget(
  choice: RelayChoice & { room: string | undefined; as: string | undefined },
  entries: readonly Entry[],
  signal: AbortSignal,
): Promise<DeviceTarget> {
  const { room, as } = choice;
  if (room === undefined || !Id.safeParse(room).success)
    throw misuse("a device is replayed to in a room", "name it: --room gym, as the app was told");
  const played = Role.safeParse(as);
  if (!played.success)
    throw misuse("it is not said whom the replay is to play", "--as phone speaks to a watch, --as watch to a phone");
  const address = await addressOf(choice);
  const [tee, link] = [replayLine(address, "/v1/replay/tee"), replayLine(address, "/v1/replay/link")];
  const deviceId = await deviceIn(new RelayClient(address, signal), room, played.data === "phone" ? "watch" : "phone");
  const head = await headOf(address, signal);
  const listen = () => {
    const ended = new AbortController();
    return new Answers(framesOf(address, deviceId, head, AbortSignal.any([signal, ended.signal])), () => ended.abort());
  };
  try {
    const target = new DeviceTarget(
      { tee, link: { ...link, ca: link.certificate }, room, as: played.data, listen },
      entries,
    );
    await target.join();
    return target;
  } catch (error) {
    if (error instanceof RangeError) throw misuse(error.message);
    if (error instanceof RelayError) throw misuse(error.sentence);
    throw new CommandError("unreachable", (error as Error).message, { cause: error });
  }
}

async function deviceIn(client: RelayClient, room: string, role: Role): Promise<string> {
  const { devices } = await client.get(`/api/v1/rooms/${encodeURIComponent(room)}`, RoomAnswer);
  const found = willing(devices, room, role);
  if ("deviceId" in found) return found.deviceId;
  throw misuse(found.missing, found.next);
}

async function* framesOf(address: Address, deviceId: string, after: string, signal: AbortSignal) {
  try {
    for await (const message of liveMessages(address, { after, filter: `device:${deviceId}` }, signal))
      if (message.type === "entries") yield message.entries;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function replayLine({ url, controlToken, certificate }: Address, path: string) {
  if (controlToken === undefined)
    throw misuse(
      "a replay into a relay or a device needs the scope control, and only a token that reads was given",
      "set LIGHTY_CONTROL_TOKEN to the token of its second link",
    );
  const socket = new URL(path, url);
  socket.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return { url: socket.href, token: controlToken, certificate };
}
