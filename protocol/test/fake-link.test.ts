import { describe, expect, test } from "vitest";
import { linkCodes, payloadKey } from "../src/index.ts";
import { Agenda, FakeLink, fairWeather, Random, type Weather } from "../src/sim/index.ts";
import { Listener } from "./listener.ts";

function pair(change: (weather: Weather) => void = () => {}) {
  const weather = fairWeather();
  weather.calmAt = Number.MAX_SAFE_INTEGER;
  change(weather);
  const agenda = new Agenda();
  const link = new FakeLink(agenda, new Random("link"), weather);
  const phone = new Listener(link.phone).launch();
  const watch = new Listener(link.watch).launch();
  agenda.runUntil(5);
  phone.take();
  watch.take();
  return { agenda, link, phone, watch, weather };
}

const numbers = Array.from({ length: 40 }, (_, i) => String(i));

describe("facts 2.1: order", () => {
  for (const channel of ["message", "userInfo"] as const) {
    test(`${channel} is first in first out among its own, whatever each one's latency`, () => {
      const { agenda, phone, watch } = pair((weather) => {
        weather.channels[channel] = {
          ...weather.channels[channel],
          latencyMs: [10, 5_000],
          slow: 0.3,
          slowMs: [1, 20_000],
        };
      });
      for (const n of numbers) {
        phone.send(channel, n);
        agenda.runUntil(agenda.now + 7);
      }
      agenda.runUntil(1_000_000);
      expect(watch.texts).toEqual(numbers);
    });
  }

  test("there is no order between channels: a message overtakes a userInfo that was queued before it", () => {
    const { agenda, phone, watch } = pair((weather) => {
      weather.channels.userInfo.latencyMs = [3_000, 3_000];
    });
    phone.send("userInfo", "first");
    phone.send("message", "second");
    agenda.runUntil(10_000);
    expect(watch.texts).toEqual(["second", "first"]);
  });

  test("applicationContext coalesces to the latest, and the same one is not delivered again", () => {
    const { agenda, phone, watch } = pair((weather) => {
      weather.channels.applicationContext.latencyMs = [500, 500];
    });
    for (const n of numbers) phone.send("applicationContext", n);
    agenda.runUntil(5_000);
    expect(watch.texts).toEqual(["39"]);
    phone.send("applicationContext", "39");
    agenda.runUntil(10_000);
    expect(watch.texts).toEqual(["39"]);
  });
});

describe("facts 2.1: what survives the sender's exit", () => {
  test("messages that were not dispatched are lost, silently", () => {
    const { agenda, phone, watch } = pair((weather) => {
      weather.channels.message.latencyMs = [400, 400];
    });
    phone.send("message", "lost");
    agenda.runUntil(agenda.now + 50);
    phone.end.deactivate();
    agenda.runUntil(10_000);
    expect(watch.texts).toEqual([]);
    phone.launch();
    agenda.runUntil(20_000);
    expect(phone.take().filter((line) => line.startsWith("sent"))).toEqual([]);
  });

  test("userInfo is the system's: it arrives though the app is gone, and its end is told at the next launch", () => {
    const { agenda, phone, watch } = pair((weather) => {
      weather.channels.userInfo.latencyMs = [400, 400];
    });
    phone.send("userInfo", "kept");
    phone.end.deactivate();
    agenda.runUntil(10_000);
    expect(watch.texts).toEqual(["kept"]);
    phone.launch();
    agenda.runUntil(20_000);
    expect(phone.take()).toContain("sent id-kept ok");
  });

  test("userInfo waits for the counterpart's app and is delivered at its next launch", () => {
    const { agenda, phone, watch } = pair();
    watch.end.deactivate();
    phone.send("userInfo", "a");
    phone.send("userInfo", "b");
    agenda.runUntil(60_000);
    expect(watch.texts).toEqual([]);
    watch.launch();
    agenda.runUntil(61_000);
    expect(watch.texts).toEqual(["a", "b"]);
  });

  test("what the system still holds is listed at activation and can be cancelled", () => {
    const { agenda, phone, watch } = pair((weather) => {
      weather.outages = [{ from: 10, to: 50_000 }];
    });
    agenda.runUntil(20);
    for (const n of ["1", "2", "3"]) phone.send("userInfo", n, `s${n}`);
    phone.end.deactivate();
    agenda.runUntil(1_000);
    phone.take();
    phone.launch();
    agenda.runUntil(1_010);
    expect(phone.take()).toEqual(["activated false [s1,s2,s3]"]);
    phone.end.cancel(["s2"]);
    agenda.runUntil(100_000);
    expect(watch.texts).toEqual(["1", "3"]);
  });

  test("the context is readable after wake, without a new delivery", () => {
    const { agenda, phone, watch } = pair();
    watch.end.deactivate();
    phone.send("applicationContext", "state");
    agenda.runUntil(10_000);
    expect(watch.end.receivedApplicationContext).toBe("state");
    watch.launch();
    agenda.runUntil(11_000);
    expect(watch.texts).toEqual(["state"]);
  });
});

describe("facts 2.1 and 2.4: refusals", () => {
  test("7004 before activation", () => {
    const agenda = new Agenda();
    const link = new FakeLink(agenda, new Random("x"), fairWeather());
    const phone = new Listener(link.phone).launch();
    phone.send("userInfo", "early");
    agenda.runUntil(0);
    expect(phone.take()).toEqual([`sent id-early ${linkCodes.notActivated}`]);
  });

  test("7007 for a message when the counterpart is not reachable", () => {
    const { agenda, phone, watch } = pair();
    watch.end.deactivate();
    phone.send("message", "hi");
    agenda.runUntil(agenda.now);
    expect(phone.take()).toEqual(["reachable false", `sent id-hi ${linkCodes.notReachable}`]);
  });

  test("7014 when reachability lied", () => {
    const { agenda, phone, watch } = pair((weather) => {
      weather.outages = [{ from: 10, to: 50_000 }];
      weather.lies = [{ from: 0, to: 50_000, device: "phone", reachable: true }];
    });
    agenda.runUntil(20);
    expect(phone.end.isReachable).toBe(true);
    phone.send("message", "hi");
    agenda.runUntil(1_000);
    expect(phone.take()).toEqual([`sent id-hi ${linkCodes.deliveryFailed}`]);
    expect(watch.texts).toEqual([]);
  });

  test("7012 when the reply was lost though the message was delivered", () => {
    const { agenda, phone, watch } = pair((weather) => {
      weather.channels.message.lateReply = 1;
    });
    phone.send("message", "hi");
    agenda.runUntil(20_000);
    expect(watch.texts).toEqual(["hi"]);
    expect(phone.take()).toEqual([`sent id-hi ${linkCodes.replyTimedOut}`]);
  });

  test("7009 above 65,536 bytes of UTF-8 for message and userInfo, above 262,144 for the context", () => {
    const { agenda, phone, watch } = pair();
    phone.send("message", "é".repeat(32_768), "fits");
    phone.send("message", `é${"é".repeat(32_768)}`, "too-large");
    phone.send("userInfo", "x".repeat(65_537), "too-large-too");
    phone.send("applicationContext", "x".repeat(262_144), "context-fits");
    phone.send("applicationContext", "x".repeat(262_145), "context-too-large");
    agenda.runUntil(10_000);
    expect(phone.take().sort()).toEqual([
      "sent context-fits ok",
      `sent context-too-large ${linkCodes.payloadTooLarge}`,
      "sent fits ok",
      `sent too-large ${linkCodes.payloadTooLarge}`,
      `sent too-large-too ${linkCodes.payloadTooLarge}`,
    ]);
    expect(watch.texts.map((text) => text.length)).toEqual([32_768, 262_144]);
  });

  test("7010 for what is no property list: null and undefined above all", () => {
    const { agenda, phone } = pair();
    for (const [i, payload] of [
      null,
      { [payloadKey]: null },
      { [payloadKey]: "x", extra: undefined },
      { other: "x" },
    ].entries()) {
      phone.end.send("userInfo", `s${i}`, payload);
    }
    agenda.runUntil(agenda.now);
    expect(phone.take()).toEqual([0, 1, 2, 3].map((i) => `sent s${i} ${linkCodes.payloadUnsupportedTypes}`));
  });

  test("7017 for a transfer that times out", () => {
    const { agenda, phone } = pair((weather) => {
      weather.channels.userInfo.failure = 1;
    });
    phone.send("userInfo", "hi");
    agenda.runUntil(60_000);
    expect(phone.take()).toEqual([`sent id-hi ${linkCodes.transferTimedOut}`]);
  });
});

describe("facts 2.2 and 2.3: reachability and waking", () => {
  test("a message from the watch launches the phone's app; one from the phone never launches the watch's", () => {
    const { agenda, link, phone, watch } = pair();
    phone.end.deactivate();
    let woken = 0;
    link.phone.wake = () => {
      woken++;
      phone.launch();
      return true;
    };
    link.watch.wake = () => {
      throw new Error("the watch cannot be woken");
    };
    expect(watch.end.isReachable).toBe(true);
    watch.send("message", "wake up");
    agenda.runUntil(1_000);
    expect(woken).toBe(1);
    watch.send("message", "again");
    agenda.runUntil(2_000);
    expect(phone.texts).toEqual(["again"]);
    watch.end.deactivate();
    expect(phone.end.isReachable).toBe(false);
  });

  test("out of range no one is reachable, and both are told when it changes", () => {
    const { agenda, phone, watch } = pair((weather) => {
      weather.outages = [{ from: 100, to: 200 }];
    });
    agenda.runUntil(1_000);
    expect(phone.take()).toEqual(["reachable false", "reachable true"]);
    expect(watch.take()).toEqual(["reachable false", "reachable true"]);
  });

  test("in the simulator userInfo never delivers and stays outstanding", () => {
    const { agenda, phone, watch } = pair((weather) => {
      weather.channels.userInfo.off = true;
    });
    phone.send("userInfo", "into the void");
    phone.send("message", "delivered");
    phone.send("applicationContext", "delivered too");
    agenda.runUntil(1_000_000);
    expect(watch.texts.sort()).toEqual(["delivered", "delivered too"]);
    expect(phone.end.outstanding).toHaveLength(1);
  });
});
