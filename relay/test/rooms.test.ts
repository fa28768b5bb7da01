import { linkCodes } from "@lighty/protocol";
import { describeLink, Listener } from "@lighty/protocol/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type OpenRelay, openRelay, token } from "./open-relay.ts";
import { controlToken } from "./pair.ts";
import { joinedLine, roomHello, roomLine, roomLink, Wire, watchHello } from "./room.ts";

describeLink("a room of a relay, over two sockets", async () => {
  const relay = await openRelay();
  const wire = new Wire();
  const phone = roomLink(wire, relay.host, "phone");
  const watch = roomLink(wire, relay.host, "watch");
  return {
    phone,
    watch,
    until: (isSo) => wire.until(isSo),
    end: async () => {
      phone.deactivate();
      watch.deactivate();
      await relay.close();
    },
  };
});

let relay: OpenRelay;
beforeEach(async () => {
  relay = await openRelay({ controlToken });
});
afterEach(() => relay.close());

const post = (path: string, payload: object, key = controlToken) =>
  relay.app.inject({
    method: "POST",
    url: `/api/v1/rooms/${path}`,
    headers: { host: relay.host, authorization: `Bearer ${key}` },
    payload,
  });
const get = async (path: string) =>
  (
    await relay.app.inject({
      url: `/api/v1/rooms${path}`,
      headers: { host: relay.host, authorization: `Bearer ${token}` },
    })
  ).json();

/** So fast that a test need not wait for it. */
const prompt = {
  message: { latencyMs: [0, 1] },
  userInfo: { latencyMs: [0, 1] },
  applicationContext: { latencyMs: [0, 1] },
};

test("[ROOM-2] one phone and one watch: the same device again takes its own place, another is told who is there", async () => {
  const first = await joinedLine(relay.host);
  const again = await joinedLine(relay.host, { ...roomHello, bootId: "boot-2" });
  expect((await first.next("error")).code).toBe("replaced");
  expect((await first.whenClosed()).code).toBe(4023);

  const other = await roomLine(relay.host).opened();
  other.say({ ...roomHello, deviceId: "phone0002" });
  expect(await other.next("error")).toMatchObject({
    code: "role_taken",
    sentence: expect.stringContaining("phone0001"),
  });
  expect((await other.whenClosed()).code).toBe(4021);

  await again.close();
  const elsewhere = await joinedLine(relay.host, { ...roomHello, room: "garage", deviceId: "phone0002" });
  expect(((await get("")) as { rooms: { room: string }[] }).rooms.map(({ room }) => room)).toEqual(["gym", "garage"]);
  await elsewhere.close();
});

test("[ROOM-3] [ROOM-4] a transfer that was not heard comes again to the next socket, one that was does not, and said twice it counts once", async () => {
  await post("gym/weather", { channels: prompt });
  const phone = await joinedLine(relay.host);
  let watch = await joinedLine(relay.host, watchHello);
  for (const n of ["1", "2", "3"]) phone.say({ type: "send", channel: "userInfo", sendId: `s${n}`, body: n });
  // Said twice, as a device does that did not see the confirmation.
  phone.say({ type: "send", channel: "userInfo", sendId: "s3", body: "3" });
  const got = [];
  for (let i = 0; i < 3; i++) got.push(await watch.next("received"));
  expect(got.map(({ body }) => body)).toEqual(["1", "2", "3"]);
  const { life } = watch.heard.find((message) => message.type === "joined") as { life: string };
  watch.say({ type: "heard", n: got[1]?.n });
  watch.say({ type: "ping" });
  await watch.next("pong");
  await watch.close();

  watch = await joinedLine(relay.host, { ...watchHello, heard: { life, n: got[1]?.n } });
  expect((await watch.next("received")).body).toBe("3");
  watch.say({ type: "heard", n: got[2]?.n });
  phone.say({ type: "send", channel: "userInfo", sendId: "s4", body: "4" });
  expect((await watch.next("received")).body).toBe("4");
  while (!phone.heard.some((message) => message.type === "sent" && message.sendId === "s4")) await phone.next("sent");
  await Promise.all([phone.close(), watch.close()]);
});

test("[ROOM-4] a message is answered once its receiver has heard it, and not before", async () => {
  await post("gym/weather", { channels: prompt });
  const phone = await joinedLine(relay.host);
  const watch = await joinedLine(relay.host, watchHello);
  phone.say({ type: "send", channel: "message", sendId: "m1", body: "hi" });
  const { n } = await watch.next("received");
  phone.say({ type: "send", channel: "applicationContext", sendId: "c1", body: "later" });
  await phone.next("sent");
  expect(phone.heard.some((message) => message.type === "sent" && message.sendId === "m1")).toBe(false);
  watch.say({ type: "heard", n });
  expect(await phone.next("sent")).toEqual({ type: "sent", sendId: "m1" });
  await Promise.all([phone.close(), watch.close()]);
});

test("[ROOM-3] [ROOM-4] devices whose sockets fall and come back lose no transfer and no context, and are activated once", async () => {
  await post("gym/weather", { channels: prompt });
  const wire = new Wire();
  const [phoneLink, watchLink] = [roomLink(wire, relay.host, "phone"), roomLink(wire, relay.host, "watch")];
  const phone = new Listener(phoneLink).launch();
  const watch = new Listener(watchLink).launch();
  await wire.until(() => phone.isReachable && watch.isReachable);
  const texts = Array.from({ length: 60 }, (_, i) => `t${i}`);
  for (const [i, text] of texts.entries()) {
    if (i % 7 === 3) wire.cut();
    phone.send("userInfo", text);
    phone.send("applicationContext", `state ${i}`, `c${i}`);
    if (i % 10 === 0) await wire.until(() => phone.isReachable && watch.isReachable);
  }
  await wire.until(() => texts.every((text) => watch.texts("userInfo").includes(text)));
  await wire.until(() => watch.texts("applicationContext").includes("state 59"));
  await wire.until(() => texts.every((text) => phone.heard.includes(`sent ${text} ok`)));
  for (const { heard } of [phone, watch]) expect(heard.filter((line) => line.startsWith("activated"))).toHaveLength(1);
  for (const text of texts) expect(phone.heard.filter((line) => line === `sent ${text} ok`)).toHaveLength(1);
  phoneLink.deactivate();
  watchLink.deactivate();
});

test("[LNK-4] a message on its way when the socket falls ends in 7014, though it may have been delivered", async () => {
  const wire = new Wire();
  const [phoneLink, watchLink] = [roomLink(wire, relay.host, "phone"), roomLink(wire, relay.host, "watch")];
  const phone = new Listener(phoneLink).launch();
  const watch = new Listener(watchLink).launch();
  await wire.until(() => phone.isReachable && watch.isReachable);
  phone.send("message", "hi");
  wire.cut();
  await wire.until(() => phone.heard.includes(`sent hi ${linkCodes.deliveryFailed}`));
  phoneLink.deactivate();
  watchLink.deactivate();
});

test("[ROOM-5] the same seed does the same to the same packets, whenever they come; another seed does not", async () => {
  const channels = {
    message: { ...prompt.message, loss: 0.3, failure: 0.3, duplicate: 0.3 },
    userInfo: { ...prompt.userInfo, loss: 0.3, failure: 0.3, duplicate: 0.3 },
  };
  const fate = async (room: string, seed: string, inOneGo: boolean) => {
    await post(`${room}/weather`, { seed, channels });
    const phone = await joinedLine(relay.host, { ...roomHello, room });
    const watch = await joinedLine(relay.host, { ...watchHello, room });
    const bodies: string[] = [];
    watch.socket.on("message", (data) => {
      const { type, n, body } = JSON.parse(data.toString());
      if (type !== "received") return;
      bodies.push(body);
      watch.say({ type: "heard", n });
    });
    const outcomes: [string, number | undefined][] = [];
    for (let i = 0; i < 60; i++) {
      for (const channel of ["message", "userInfo"]) {
        phone.say({ type: "send", channel, sendId: `${channel.toLowerCase()}-${i}`, body: `${channel} ${i}` });
        if (inOneGo) continue;
        const { sendId, errorCode } = await phone.next("sent");
        outcomes.push([sendId, errorCode]);
      }
    }
    while (outcomes.length < 120) {
      const { sendId, errorCode } = await phone.next("sent");
      outcomes.push([sendId, errorCode]);
    }
    // What was to be delivered has been: the outcome of the last ones comes after them.
    phone.say({ type: "send", channel: "applicationContext", sendId: "end", body: "end" });
    while (!bodies.includes("end")) await watch.next("received");
    await Promise.all([phone.close(), watch.close()]);
    return { bodies: bodies.sort(), outcomes: outcomes.sort() };
  };
  const first = await fate("one", "rain-7", true);
  const second = await fate("two", "rain-7", false);
  const third = await fate("three", "rain-8", true);
  expect(second).toEqual(first);
  expect(third).not.toEqual(first);
  expect(new Set(first.outcomes.map(([, errorCode]) => errorCode))).toEqual(new Set([undefined, 7014, 7017]));
});

test("weather is set over HTTP in the simulator's words: outages, lies and muted kinds do as they say, and it is all of the weather", async () => {
  const phone = await joinedLine(relay.host);
  const watch = await joinedLine(relay.host, watchHello);
  await phone.next("reachability");
  expect((await post("gym/weather", { seed: "s", outages: [{ from: 0 }] })).json()).toMatchObject({
    room: "gym",
    weather: { seed: "s", outages: [{ from: 0 }] },
    devices: [
      { role: "phone", deviceId: "phone0001", isJoined: true, isReachable: false, queued: 0 },
      { role: "watch", deviceId: "watch0001", isJoined: true, isReachable: false },
    ],
  });
  expect((await phone.next("reachability")).reachable).toBe(false);
  phone.say({ type: "send", channel: "message", sendId: "m1", body: "hi" });
  expect(await phone.next("sent")).toEqual({ type: "sent", sendId: "m1", errorCode: linkCodes.notReachable });

  await post("gym/weather", { outages: [{ from: 0 }], lies: [{ device: "phone", reachable: true }] });
  expect((await phone.next("reachability")).reachable).toBe(true);
  phone.say({ type: "send", channel: "message", sendId: "m2", body: "hi" });
  expect(await phone.next("sent")).toEqual({ type: "sent", sendId: "m2", errorCode: linkCodes.deliveryFailed });

  await post("gym/weather", { channels: prompt, mute: ["hello"] });
  for (const [sendId, kind] of [
    ["k1", "hello"],
    ["k2", "ack"],
  ]) {
    phone.say({ type: "send", channel: "message", sendId, body: JSON.stringify({ v: 1, kind }) });
  }
  expect((await watch.next("received")).body).toContain("ack");
  expect((await get("/gym")).devices[0].sends).toEqual({ message: 4, userInfo: 0, applicationContext: 0 });
  await Promise.all([phone.close(), watch.close()]);
});

test("a weather that is none is refused with what would have been right, and changes nothing", async () => {
  await post("gym/weather", { seed: "kept" });
  const wrong: [object, string][] = [
    [{ channels: { message: { loss: 2 } } }, "/channels/message/loss"],
    [{ channels: { pigeon: {} } }, "pigeon"],
    [{ rain: true }, "rain"],
    [{ outages: [{ from: -1 }] }, "/outages/0/from"],
    [{ channels: { message: { latencyMs: [50, 10] } } }, "/channels/message/latencyMs"],
    [{ channels: { message: { latencyMs: [0, 60_001] } } }, "/channels/message/latencyMs"],
    [{ seed: "with space" }, "/seed"],
    [{ mute: ["everything"] }, "/mute"],
    [{ outages: Array.from({ length: 33 }, () => ({ from: 0, to: 1 })) }, "/outages"],
  ];
  for (const [body, place] of wrong) {
    const answer = await post("gym/weather", body);
    expect([answer.statusCode, answer.json().error.code], JSON.stringify(body)).toEqual([400, "bad_shape"]);
    expect(answer.json().error.sentence).toContain(place);
  }
  expect((await get("/gym")).weather).toEqual({ seed: "kept" });
  expect((await post("No%20Room/weather", {})).json().error.code).toBe("bad_query");
  expect((await post("gym/weather", {}, token)).json().error.code).toBe("forbidden_scope");
  expect((await get("/nowhere")).error.code).toBe("not_found");
});
