import type { Link } from "@lighty/protocol";
import { Agenda, FakeLink, fairWeather, Random } from "@lighty/protocol/sim";
import { describeLink, Listener } from "@lighty/protocol/testing";
import { expect, test } from "vitest";
import { FakeNative } from "../testing/fake-native.ts";
import { Ledger } from "./ledger.ts";
import { NativeLink } from "./native-link.ts";

/** An iPhone's end of a link: the process and its JavaScript live and die together, unless a test says otherwise. */
function openEnds(seed: string) {
  const agenda = new Agenda();
  const air = new FakeLink(agenda, new Random(seed), fairWeather());
  const end = (system: Link) => {
    const native = new FakeNative(system);
    const link = new NativeLink(native);
    const app: Link = {
      activate: (delegate) => {
        native.launch();
        link.activate(delegate);
      },
      deactivate: () => {
        link.deactivate();
        native.kill();
      },
      send: (...sent) => link.send(...sent),
      cancel: (sendIds) => link.cancel(sendIds),
    };
    return { native, link, app };
  };
  const until = async (isSo: () => boolean) => {
    const deadline = agenda.now + 120_000;
    while (!isSo()) {
      if (agenda.now > deadline) throw new Error("it did not come true in two minutes of the link's time");
      agenda.runUntil(agenda.now + 1);
      await Promise.resolve();
    }
  };
  return { phone: end(air.phone), watch: end(air.watch), until };
}

describeLink("WatchConnectivity behind the native module, as its fake has it", async () => {
  const { phone, watch, until } = openEnds("contract");
  return { phone: phone.app, watch: watch.app, until, end: async () => {} };
});

test("what comes while no JavaScript runs waits in the inbox, and is heard in its order when it does", async () => {
  const { phone, watch, until } = openEnds("asleep");
  const wrist = new Listener(watch.app).launch();
  phone.native.launch();
  await until(() => wrist.isReachable);
  for (const text of ["1", "2", "3"]) wrist.send("message", text);
  // The wrist is answered though nobody read it.
  await until(() => wrist.heard.includes("sent 3 ok"));
  const app = new Listener(phone.app).launch();
  expect(app.heard).toEqual(["activated []", "message 1", "message 2", "message 3"]);
});

test("what an app had not made durable when it died it hears again; what it had, it does not", async () => {
  const { phone, watch, until } = openEnds("death");
  const wrist = new Listener(watch.app).launch();
  const replies: (() => void)[] = [];
  const texts: string[] = [];
  const launch = () =>
    phone.app.activate({
      repliesLater: true,
      activated: () => {},
      reachabilityChanged: () => {},
      received: (_channel, text, reply) => {
        texts.push(text);
        if (reply !== undefined) replies.push(reply);
      },
      sent: () => {},
    });
  launch();
  await until(() => wrist.isReachable);
  for (const text of ["1", "2", "3", "4"]) wrist.send("message", text);
  await until(() => texts.length === 4);
  // The third is durable before the second: nothing may be forgotten beyond the first.
  replies[0]?.();
  replies[2]?.();
  phone.app.deactivate();
  texts.length = 0;
  launch();
  await until(() => texts.length === 3);
  expect(texts).toEqual(["2", "3", "4"]);
});

test("an inbox without room answers nobody, so the sender keeps what it sent", async () => {
  const { phone, watch, until } = openEnds("full");
  const wrist = new Listener(watch.app).launch();
  const app = new Listener(phone.app).launch();
  await until(() => wrist.isReachable);
  phone.native.isWritable = false;
  wrist.send("message", "lost");
  await until(() => wrist.heard.some((line) => line.startsWith("sent lost ")));
  expect(wrist.heard.at(-1)).toBe("sent lost 7012");
  expect(app.heard).toEqual(["activated []"]);
});

test("an acknowledgement that the disk does not take reaches nobody, and goes with the next one", async () => {
  const { phone, watch, until } = openEnds("no room to forget");
  const wrist = new Listener(watch.app).launch();
  const replies: (() => void)[] = [];
  const texts: string[] = [];
  phone.app.activate({
    repliesLater: true,
    activated: () => {},
    reachabilityChanged: () => {},
    received: (_channel, text, reply) => {
      texts.push(text);
      if (reply !== undefined) replies.push(reply);
    },
    sent: () => {},
  });
  await until(() => wrist.isReachable);
  for (const text of ["1", "2"]) wrist.send("message", text);
  await until(() => texts.length === 2);
  phone.native.isWritable = false;
  expect(replies[0]).not.toThrow();
  phone.native.isWritable = true;
  replies[1]?.();
  expect(phone.native.drain(0)).toEqual([]);
});

test("[OUT-3] another watch is another activation, which says what the system holds for it", async () => {
  const { phone, watch, until } = openEnds("another watch");
  const wrist = new Listener(watch.app).launch();
  const app = new Listener(phone.app).launch();
  await until(() => wrist.isReachable && app.isReachable);
  const before = app.heard.length;
  phone.native.tellOfWatch({});
  expect(app.heard.slice(before)).toEqual([]);
  phone.native.switchWatch();
  expect(app.heard.slice(before)).toEqual(["activated []"]);
});

test("what is in the way of a watch is told as the system knows it, and that it no longer is", async () => {
  const { phone, until } = openEnds("in the way");
  const { native, link } = phone;
  const told: (string | null)[] = [];
  link.line.listen(() => told.push(link.line.fault?.kind ?? null));
  native.tellOfWatch({ isPaired: false, isWatchAppInstalled: false });
  const app = new Listener(phone.app).launch();
  await until(() => app.heard.includes("activated []"));
  native.tellOfWatch({ isPaired: true, isWatchAppInstalled: false });
  native.tellOfWatch({ isPaired: true, isWatchAppInstalled: true });
  native.tellOfWatch({ isSupported: false });
  expect(told).toEqual(["unpaired", "not_installed", null, "unsupported"]);
});

test("an acknowledgement waits for the oldest that is open", () => {
  const ledger = new Ledger(0);
  for (const cursor of [4, 5, 7]) ledger.came(cursor);
  expect([ledger.done(5), ledger.done(5), ledger.done(4), ledger.done(7)]).toEqual([null, null, 6, 7]);
  expect(ledger.last).toBe(7);
});
