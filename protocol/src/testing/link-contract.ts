import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Link, linkCodes, type Outstanding, payloadKey } from "../link.ts";
import type { Channel } from "../step.ts";

/** Two ends of one link that nothing disturbs, and a way to let time pass until something has come true. */
export interface LinkUnderTest {
  phone: Link;
  watch: Link;
  /** Lets the link run until `isSo`; fails where that will never be. */
  until(isSo: () => boolean): Promise<void>;
  end(): Promise<void>;
}

/** An app that writes down what it hears of its link. */
export class Listener {
  readonly heard: string[] = [];
  /** What the system still held when this app began. */
  outstanding: readonly Outstanding[] = [];
  readonly #link: Link;
  isReachable = false;

  constructor(link: Link) {
    this.#link = link;
  }

  launch(): this {
    this.#link.activate({
      activated: (reachable, outstanding) => {
        this.isReachable = reachable;
        this.outstanding = outstanding;
        this.heard.push(`activated [${outstanding.map(({ text }) => text)}]`);
      },
      reachabilityChanged: (reachable) => {
        this.isReachable = reachable;
      },
      received: (channel, text) => this.heard.push(`${channel} ${text}`),
      sent: (sendId, errorCode) => this.heard.push(`sent ${sendId} ${errorCode ?? "ok"}`),
    });
    return this;
  }

  die(): void {
    this.#link.deactivate();
    this.isReachable = false;
    this.heard.length = 0;
  }

  send(channel: Channel, text: string, sendId = text): void {
    this.#link.send(channel, sendId, { [payloadKey]: text });
  }

  /** What came over a channel, in order. */
  texts(channel: Channel): string[] {
    return this.heard.filter((line) => line.startsWith(`${channel} `)).map((line) => line.slice(channel.length + 1));
  }
}

/** What every Link must do, whatever carries it. [LNK-1] [LNK-2] [LNK-4] */
export function describeLink(name: string, open: () => Promise<LinkUnderTest>): void {
  describe(`the Link contract: ${name}`, () => {
    let link: LinkUnderTest;
    let phone: Listener;
    let watch: Listener;
    beforeEach(async () => {
      link = await open();
      phone = new Listener(link.phone);
      watch = new Listener(link.watch);
    });
    afterEach(() => link.end());

    const bothUp = async () => {
      phone.launch();
      watch.launch();
      await link.until(() => phone.isReachable && watch.isReachable);
    };
    const hears = (listener: Listener, line: string) => link.until(() => listener.heard.includes(line));

    test("[LNK-4] before activation a send ends in 7004", async () => {
      phone.launch();
      phone.send("userInfo", "early");
      await hears(phone, `sent early ${linkCodes.notActivated}`);
    });

    test("an app is activated once, before anything else reaches it", async () => {
      await bothUp();
      phone.send("message", "hi");
      await hears(watch, "message hi");
      expect(watch.heard).toEqual(["activated []", "message hi"]);
    });

    test("[LNK-1] each channel keeps its order, and every send ends well", async () => {
      await bothUp();
      const numbers = Array.from({ length: 20 }, (_, i) => String(i));
      for (const n of numbers) phone.send("message", n, `m${n}`);
      for (const n of numbers) watch.send("userInfo", n, `u${n}`);
      await link.until(() => watch.texts("message").length === 20 && phone.texts("userInfo").length === 20);
      expect(watch.texts("message")).toEqual(numbers);
      expect(phone.texts("userInfo")).toEqual(numbers);
      await link.until(() => numbers.every((n) => phone.heard.includes(`sent m${n} ok`)));
      await link.until(() => numbers.every((n) => watch.heard.includes(`sent u${n} ok`)));
    });

    test("[LNK-1] of contexts the latest arrives, and the same one not again", async () => {
      await bothUp();
      for (const n of ["a", "b", "c"]) phone.send("applicationContext", n);
      await link.until(() => watch.texts("applicationContext").includes("c"));
      phone.send("applicationContext", "c", "again");
      await hears(phone, "sent again ok");
      phone.send("applicationContext", "d");
      await link.until(() => watch.texts("applicationContext").includes("d"));
      expect(watch.texts("applicationContext").filter((text) => text === "c")).toHaveLength(1);
      expect(watch.texts("applicationContext").at(-1)).toBe("d");
    });

    test("[LNK-4] a message without a counterpart ends in 7007", async () => {
      phone.launch();
      await hears(phone, "activated []");
      phone.send("message", "anyone");
      await hears(phone, `sent anyone ${linkCodes.notReachable}`);
    });

    test("[LNK-2] too large ends in 7009, no property list in 7010, and neither arrives", async () => {
      await bothUp();
      phone.send("message", "é".repeat(32_769), "large");
      phone.send("applicationContext", "x".repeat(262_145), "large-context");
      link.phone.send("userInfo", "null", { [payloadKey]: "x", more: null });
      await hears(phone, `sent large ${linkCodes.payloadTooLarge}`);
      await hears(phone, `sent large-context ${linkCodes.payloadTooLarge}`);
      await hears(phone, `sent null ${linkCodes.payloadUnsupportedTypes}`);
      phone.send("message", "é".repeat(32_768), "fits");
      await hears(phone, "sent fits ok");
      expect(watch.heard).toHaveLength(2);
    });

    test("transfers and the context wait for the counterpart's app, messages do not", async () => {
      phone.launch();
      await hears(phone, "activated []");
      for (const n of ["1", "2", "3"]) phone.send("userInfo", n);
      phone.send("applicationContext", "state");
      phone.send("message", "now");
      await hears(phone, `sent now ${linkCodes.notReachable}`);
      watch.launch();
      await link.until(() => watch.texts("userInfo").length === 3 && watch.texts("applicationContext").length === 1);
      expect(watch.texts("userInfo")).toEqual(["1", "2", "3"]);
      expect(watch.texts("message")).toEqual([]);
      for (const n of ["1", "2", "3"]) await hears(phone, `sent ${n} ok`);
    });

    test("what waits is listed to the sender's next app, and can be taken back", async () => {
      phone.launch();
      await hears(phone, "activated []");
      for (const n of ["1", "2", "3"]) phone.send("userInfo", n);
      phone.send("applicationContext", "state");
      await hears(phone, "sent state ok");
      phone.die();
      phone.launch();
      await hears(phone, "activated [1,2,3]");
      // By the id it is listed under: the one it was sent with may have died with its app.
      link.phone.cancel(phone.outstanding.flatMap(({ sendId, text }) => (text === "2" ? [sendId] : [])));
      watch.launch();
      await link.until(() => watch.texts("userInfo").length === 2 && watch.texts("applicationContext").length === 1);
      expect(watch.texts("userInfo")).toEqual(["1", "3"]);
    });

    test("[LNK-3] reachability follows the counterpart's app", async () => {
      await bothUp();
      watch.die();
      await link.until(() => !phone.isReachable);
      watch.launch();
      await link.until(() => phone.isReachable);
    });

    test("the latest context is there again for an app that begins anew", async () => {
      await bothUp();
      phone.send("applicationContext", "state");
      await hears(watch, "applicationContext state");
      watch.die();
      watch.launch();
      await hears(watch, "applicationContext state");
    });
  });
}
