import { expect, test } from "vitest";
import { HandPorts } from "../testing/index.ts";
import type { Crossing } from "./spool.ts";
import { TeeClient, type TeePorts } from "./tee-client.ts";

const options = { observer: { deviceId: "phone0001", role: "phone" }, bootId: "boot-1", random: () => 0 } as const;
const frame: Crossing = { observedAt: 1, monotonicMs: 1, direction: "local", sizeBytes: 2, body: "{}" };
const welcome = '{"type":"welcome","v":1,"relayId":"r1","window":100,"acked":[]}';
const ack = (traceSeq: number) =>
  `{"type":"ack","acked":[{"deviceId":"phone0001","bootId":"boot-1","traceSeq":${traceSeq}}]}`;

test("record only holds: the socket is used after the caller is done", () => {
  const ports = new HandPorts();
  const client = new TeeClient(options, ports);
  client.start();
  ports.socket.opened();
  ports.socket.message(welcome);
  const before = ports.sent.length;
  client.record(frame);
  client.record(frame);
  expect(ports.sent).toHaveLength(before);
  ports.pass(0);
  expect(ports.sent).toHaveLength(before + 1);
  expect(JSON.parse(ports.sent.at(-1) as string).frames).toHaveLength(2);
});

test("a socket given up on is not heard any more", () => {
  const ports = new HandPorts();
  const client = new TeeClient(options, ports);
  client.start();
  const first = ports.socket;
  ports.pass(10_000);
  expect(ports.closes).toEqual(["the relay did not accept in time"]);
  expect(client.state).toBe("waiting");
  first.opened();
  first.closed();
  expect(client.state).toBe("waiting");
  ports.pass(10_000);
  expect(client.state).toBe("connecting");
  first.closed();
  expect(client.state).toBe("connecting");
});

test("a journal hears what was recorded and what may be forgotten", () => {
  const heard: unknown[] = [];
  const ports = Object.assign(new HandPorts(), {
    journal: {
      recorded: ({ traceSeq }: { traceSeq: number }) => void heard.push(["recorded", traceSeq]),
      acked: (bootId: string, traceSeq: number) => void heard.push(["acked", bootId, traceSeq]),
    },
  });
  const client = new TeeClient(options, ports);
  client.record(frame);
  client.record(frame);
  client.start();
  ports.socket.opened();
  ports.socket.message(welcome);
  ports.socket.message(ack(2));
  expect(heard).toEqual([
    ["recorded", 1],
    ["recorded", 2],
    ["acked", "boot-1", 2],
  ]);
});

test("a journal that cannot write, on a full disk say, keeps no frame from the relay", () => {
  const full = (): never => {
    throw new Error("no space left");
  };
  const ports = Object.assign(new HandPorts(), { journal: { recorded: full, acked: full } });
  const client = new TeeClient(options, ports);
  client.start();
  ports.socket.opened();
  ports.socket.message(welcome);
  client.record(frame);
  ports.pass(0);
  ports.socket.message(ack(1));
  expect(client.counts).toMatchObject({ recorded: 1, landed: 1, held: 0 });
});

test("[TEE-3] the tee is inert: ports that throw, at every call, never reach the caller", () => {
  const throws = (): never => {
    throw new Error("broken port");
  };
  const broken: Partial<TeePorts>[] = [
    { connect: throws },
    { connect: () => ({ send: throws, close: throws }) },
    { schedule: throws },
    { now: throws },
    { journal: { recorded: throws, acked: throws } },
  ];
  for (const port of broken) {
    const ports = Object.assign(new HandPorts(), port);
    const client = new TeeClient(options, ports);
    client.start();
    ports.sockets.at(-1)?.opened();
    ports.sockets.at(-1)?.message(welcome);
    for (let i = 0; i < 3; i++) client.record(frame);
    ports.pass(60_000);
    client.stop();
    expect(client.counts.recorded).toBe(3);
  }
});

test("[TEE-3] the tee is inert: with no relay at all, recording costs the same and memory stays bounded", () => {
  const client = new TeeClient({ ...options, maxFrames: 50 }, new HandPorts());
  for (let i = 0; i < 10_000; i++) client.record(frame);
  expect(client.counts).toEqual({ recorded: 10_000, landed: 0, dropped: 9_950, held: 50 });
});

test("connect that throws is a connection lost, and is tried again", () => {
  const ports = new HandPorts();
  let tries = 0;
  ports.connect = () => {
    tries += 1;
    throw new Error("no network");
  };
  const client = new TeeClient(options, ports);
  client.start();
  ports.pass(0);
  expect(client.state).toBe("waiting");
  ports.pass(250);
  ports.pass(0);
  expect(tries).toBe(2);
});
