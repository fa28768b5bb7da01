import type { TeeDown } from "@lighty/protocol";
import type { RoomDown } from "@lighty/protocol/room";
import { buildFrame } from "@lighty/protocol/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { framesMessage, hello, Line, teeLine, welcomedTee } from "./line.ts";
import { type OpenRelay, openRelay, token } from "./open-relay.ts";
import { controlToken } from "./pair.ts";
import { joinedLine, roomHello, roomLine, watchHello } from "./room.ts";

let relay: OpenRelay;
beforeEach(async () => {
  relay = await openRelay({ controlToken });
});
afterEach(() => relay.close());

const deviceId = "replayk70000phone";
const control = { token: controlToken };
const replayTee = (options: object = control) => new Line<TeeDown>(`ws://${relay.host}/v1/replay/tee`, options);
const replayLink = (options: object = control) => new Line<RoomDown>(`ws://${relay.host}/v1/replay/link`, options);
const replayHello = { ...roomHello, deviceId };
const replayed = buildFrame({ observer: { deviceId, role: "phone" } });

test("[RPL-3] the doors of replays need control, and are no door for anyone else", async () => {
  for (const line of [replayTee({ token }), replayLink({ token })])
    await expect(line.opened()).rejects.toThrow("refused with 403");
  const tee = await replayTee().opened();
  tee.say(hello);
  expect(await tee.next("error")).toMatchObject({
    code: "forbidden_scope",
    sentence: expect.stringContaining("no replay's"),
  });
  const link = await replayLink().opened();
  link.say(roomHello);
  expect((await link.next("error")).code).toBe("forbidden_scope");
});

test("[RPL-3] over the devices' own door no replay is taken: not its hello, not as one spoken for, not a frame of it, not over HTTP", async () => {
  for (const said of [
    { ...hello, deviceId },
    { ...hello, speaksFor: [deviceId] },
  ]) {
    const line = await teeLine(relay.host).opened();
    line.say(said);
    expect((await line.next("error")).code).toBe("forbidden_scope");
  }
  const link = await roomLine(relay.host).opened();
  link.say(replayHello);
  expect((await link.next("error")).code).toBe("forbidden_scope");

  const smuggler = await welcomedTee(relay.host);
  smuggler.say(framesMessage(replayed));
  expect(await smuggler.next("error")).toMatchObject({ code: "forbidden_scope" });
  await smuggler.close();
  const posted = await relay.app.inject({
    ...{ method: "POST", url: "/v1/ingest", payload: JSON.stringify(replayed) },
    headers: { host: relay.host, authorization: `Bearer ${token}`, "content-type": "application/x-ndjson" },
  });
  expect(posted.json().lines).toMatchObject([{ is: "set_aside", code: "forbidden_scope" }]);

  const own = await replayTee().opened();
  own.say({ ...hello, deviceId });
  await own.next("welcome");
  own.say(framesMessage(replayed));
  expect((await own.next("ack")).acked).toMatchObject([{ deviceId, traceSeq: 1 }]);
});

test("[ROOM-7] a replay joins only while its counterpart is there and allows it, and goes when that is over", async () => {
  const knock = async () => {
    const line = await replayLink().opened();
    line.say(replayHello);
    return line;
  };
  const sentence = async () => (await (await knock()).next("error")).sentence;
  expect(await sentence()).toContain("no watch is in room gym");
  const shy = await joinedLine(relay.host, watchHello);
  expect(await sentence()).toContain("watch0001, the watch in room gym, does not allow replays");
  await shy.close();

  const willing = await joinedLine(relay.host, { ...watchHello, allowsReplay: true });
  const [room] = relay.gateway.rooms.all();
  expect(room?.summary().devices).toMatchObject([{ deviceId: "watch0001", allowsReplay: true }]);
  const line = await knock();
  await line.next("joined");
  const again = await joinedLine(relay.host, watchHello);
  expect(await line.next("error")).toMatchObject({ code: "replay_refused" });
  expect(await line.whenClosed()).toEqual({ code: 4024, reason: "replay_refused" });
  expect(room?.summary().devices.map(({ isJoined }) => isJoined)).toEqual([false, true]);
  await willing.close();
  await again.close();
});
