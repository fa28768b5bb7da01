// @vitest-environment node
import { randomBytes } from "node:crypto";
import { describeLink, Listener } from "@lighty/protocol/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RelayProcess } from "../../test/relay-process.ts";
import { readInvitation, typedInvitation } from "../relay/invitation.ts";
import { type PairedRelay, worldPorts } from "../relay/paired-relay.ts";
import { pair, proofFor, RelayFault, standingWith } from "../relay/pairing.ts";
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

/** What a link tells of its line, as it tells it. */
function faultsOf({ line }: RoomPhone): (string | null)[] {
  const told: (string | null)[] = [];
  line.listen(() => told.push(line.fault && `${line.fault.kind} ${line.fault.sentence}`));
  return told;
}

const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
};

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
    until: async (isSo) => until(isSo),
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
  const relay = async () => {
    throw new RelayFault("refused", "open the link that the relay printed");
  };
  const link = new RoomPhone({ bootId: "boot-1", room: null, relay }, ports);
  const told = faultsOf(link);
  const app = new Listener(link).launch();
  app.send("userInfo", "early");
  await until(() => told.length > 0);
  expect([app.heard, told]).toEqual([["sent early 7004"], ["refused open the link that the relay printed"]]);
});

test("a relay that is not there yet is asked until it is, and one that goes and comes back is found again", async () => {
  const other = await new RelayProcess().start();
  try {
    let asked = 0;
    const deviceId = "phone0007";
    const me = await pair(
      { origin: other.origin, code: await other.code() },
      { deviceId, role: "phone", name: "Mine" },
      ports,
    );
    const relay = async () => {
      asked += 1;
      if (asked < 3) throw new RelayFault("unreachable", "no relay answers");
      return me;
    };
    const soon = { ...ports, schedule: (ms: number, run: () => void) => ports.schedule(ms === 3_000 ? 1 : ms, run) };
    const link = new RoomPhone({ bootId: "boot-1", room: null, relay }, soon);
    const told = faultsOf(link);
    const app = new Listener(link).launch();
    await until(() => app.heard.includes("activated []"));
    expect(told).toEqual(["unreachable no relay answers", null]);
    await other.kill();
    await until(() => told.at(-1) === `unreachable no relay answers at ${other.origin}`);
    await other.start();
    await until(() => told.at(-1) === null);
    link.deactivate();
  } finally {
    await other.remove();
  }
});

test("[PAIR-3] a phone that the relay sends away hears so, whether it was in its room or comes later, and stops trying", async () => {
  const me = await paired("phone");
  const inRoom = new RoomPhone({ bootId: "boot-1", room: null, relay: async () => me }, ports);
  const told = faultsOf(inRoom);
  const app = new Listener(inRoom).launch();
  await until(() => app.heard.includes("activated []"));
  await relay.post(`/api/v1/devices/${me.deviceId}/revoke`, {});
  await until(() => told.length > 0);
  expect(told).toEqual([`revoked ${me.deviceId} was revoked`]);
  expect((await standingWith(me, ports))?.kind).toBe("revoked");

  const due = new Set<() => void>();
  const schedule: typeof ports.schedule = (ms, run) => {
    const cancel = ports.schedule(ms, () => {
      due.delete(forget);
      run();
    });
    const forget = () => {
      due.delete(forget);
      cancel();
    };
    due.add(forget);
    return forget;
  };
  const later = new RoomPhone({ bootId: "boot-2", room: null, relay: async () => me }, { ...ports, schedule });
  const toldLater = faultsOf(later);
  new Listener(later).launch();
  await until(() => due.size === 0 && toldLater.length > 0);
  expect(toldLater).toEqual([`revoked the relay at ${relay.origin} no longer takes this phone`]);
  for (const link of [inRoom, later]) link.deactivate();
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
