// @vitest-environment node
import { randomBytes } from "node:crypto";
import { describeLink, Listener } from "@lighty/protocol/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RelayProcess } from "../../test/relay-process.ts";
import { readInvitation, typedInvitation } from "../relay/invitation.ts";
import { type PairedRelay, worldPorts } from "../relay/paired-relay.ts";
import { pair, proofFor, RelayFault } from "../relay/pairing.ts";
import { RoomPhone } from "./room-phone.ts";

const relay = new RelayProcess();
beforeAll(async () => void (await relay.start()));
afterAll(() => relay.remove());

const ports = worldPorts();

async function paired(role: "phone" | "watch"): Promise<PairedRelay> {
  const deviceId = `${role}${randomBytes(6).toString("hex")}`;
  const invitation = { origin: relay.origin, code: await relay.code() };
  return pair(invitation, { deviceId, role, name: `The ${role}` }, ports);
}

let rooms = 0;
describeLink("a phone in a room of a real relay, each end with a token of its own", async () => {
  const room = `contract-${++rooms}`;
  // The watch's end is the same code: its role is the only difference.
  const end = async (role: "phone" | "watch") => {
    const me = await paired(role);
    return new RoomPhone({ bootId: `boot-${role}`, room, role, relay: async () => me }, ports);
  };
  const link = { phone: await end("phone"), watch: await end("watch") };
  return {
    ...link,
    until: async (isSo) => {
      while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    end: async () => {
      link.phone.deactivate();
      link.watch.deactivate();
    },
  };
});

test("[PAIR-2] [PAIR-3] a phone is paired by what it scanned, and shows another proof at each door", async () => {
  const { link } = await relay.post<{ link: string }>("/api/v1/pairing", {});
  const invitation = readInvitation(link);
  expect(invitation).toMatchObject({ origin: relay.origin });
  const me = await pair(invitation as never, { deviceId: "phone0001", role: "phone", name: "Mine" }, ports);
  const [one, two] = [await proofFor(me, ports), await proofFor(me, ports)];
  expect(one).not.toBe(two);
  const answer = await fetch(`${relay.origin}/api/v1/access`, { headers: { authorization: `Lighty ${one}` } });
  // Let in, and not allowed to read: a device publishes.
  expect(answer.status).toBe(403);
});

test("a wrong code, a relay that is not there and one that is another are told apart", async () => {
  const fault = async (run: Promise<unknown>) => run.then(() => null).catch((error: RelayFault) => error.kind);
  const device = { deviceId: "phone0002", role: "phone", name: "Mine" } as const;
  const code = await relay.code();
  expect(await fault(pair({ origin: relay.origin, code: "0000-0000" }, device, ports))).toBe("refused");
  expect(await fault(pair({ origin: "http://127.0.0.1:1", code }, device, ports))).toBe("unreachable");
  const me = await paired("phone");
  expect(await fault(proofFor({ ...me, relayId: "another" }, ports))).toBe("foreign");
});

test("until it is paired every send ends in 7004, and why it is not paired is told", async () => {
  const told: (string | null)[] = [];
  const link = new RoomPhone(
    {
      bootId: "boot-1",
      room: null,
      relay: async () => {
        throw new RelayFault("refused", "open the link that the relay printed");
      },
      changed: (_state, why) => told.push(why),
    },
    ports,
  );
  const app = new Listener(link).launch();
  app.send("userInfo", "early");
  await new Promise((resolve) => setTimeout(resolve));
  expect([app.heard, told]).toEqual([["sent early 7004"], ["open the link that the relay printed"]]);
});

test("an invitation is read as it is scanned or typed, and what is none is refused", () => {
  expect(typedInvitation("192.168.1.20:7788", " 7k2m-o1il ")).toEqual({
    origin: "http://192.168.1.20:7788",
    code: "7K2M0111",
  });
  expect(typedInvitation("HTTPS://relay.local:7788/", "7K2M0111")?.origin).toBe("https://relay.local:7788");
  const key = "a".repeat(64);
  expect(readInvitation(`lighty://pair?relay=http%3A%2F%2F10.0.0.2%3A7788&code=7K2M-0111&fingerprint=${key}`)).toEqual({
    origin: "http://10.0.0.2:7788",
    code: "7K2M0111",
    fingerprint: key,
  });
  for (const wrong of ["", "https://example.org", "lighty://pair", "lighty://pair?relay=javascript:x&code=7K2M0111"]) {
    expect(readInvitation(wrong), wrong).toBeNull();
  }
  expect(typedInvitation("192.168.1.20:7788", "short")).toBeNull();
  expect(typedInvitation("http://x/path", "7K2M0111")).toBeNull();
});
