// @vitest-environment node
import "fake-indexeddb/auto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { controlToken, RelayProcess } from "../test/relay-process.ts";
import { openPagePhone } from "./page-phone.ts";
import { worldPorts } from "./relay/paired-relay.ts";
import type { Phone } from "./session/phone.ts";

const relay = new RelayProcess();
beforeAll(async () => void (await relay.start()));
afterAll(() => relay.remove());
const open: Phone[] = [];
afterEach(() => {
  for (const phone of open.splice(0)) phone.stop();
});

/** What a browser keeps for the relay's page: its storage and its cookies. */
class Browser {
  readonly #kept = new Map<string, string>();
  #cookie = "";

  /** The page is loaded, from the link with the token or without one. */
  async load(token: string | null): Promise<Phone> {
    const storage = {
      getItem: (key: string) => this.#kept.get(key) ?? null,
      setItem: (key: string, text: string) => void this.#kept.set(key, text),
    };
    const ports = { ...worldPorts(), fetch: this.#fetch };
    const phone = openPagePhone({ origin: relay.origin, token, room: null, locale: "en", ports, storage }, {});
    open.push(phone);
    await phone.open();
    return phone;
  }

  readonly #fetch: typeof fetch = async (asked, init) => {
    const headers = { ...(init?.headers as Record<string, string>), cookie: this.#cookie };
    const answer = await fetch(asked, { ...init, headers });
    this.#cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? this.#cookie;
    return answer;
  };
}

const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
};
const faultOf = (phone: Phone) => phone.face().link.fault?.kind ?? null;
const isIn = (phone: Phone) => phone.standing?.live.link.isActivated === true;

test("a page comes in by its link and stays in without it; sent away it says so, and only the link brings it back", async () => {
  const browser = new Browser();
  const first = await browser.load(controlToken);
  await until(() => isIn(first));
  expect(faultOf(first)).toBeNull();
  first.stop();
  const second = await browser.load(null);
  await until(() => isIn(second));

  await relay.post(`/api/v1/devices/${second.deviceId}/revoke`, {});
  await until(() => faultOf(second) !== null);
  expect(faultOf(second)).toBe("revoked");
  // It trains on by itself.
  const started = await second.session.start(second.face().routines[0]?.routineId as string);
  expect(started.outcome).toBe("done");
  second.stop();

  const third = await browser.load(null);
  await until(() => faultOf(third) !== null);
  expect([faultOf(third), isIn(third), third.face().live !== null]).toEqual(["revoked", false, true]);
  third.stop();
  const fourth = await browser.load(controlToken);
  await until(() => isIn(fourth));
  expect([faultOf(fourth), fourth.deviceId]).toEqual([null, third.deviceId]);
});

test("a page that was opened without a link is refused in the relay's own words", async () => {
  const phone = await new Browser().load(null);
  await until(() => phone.face().link.fault !== null);
  expect(phone.face().link.fault).toMatchObject({ kind: "refused", sentence: expect.stringContaining("token") });
});
