import { expect, test } from "vitest";
import { linkCodes, payloadKey } from "../link.ts";
import { HandPorts, Listener } from "../testing/index.ts";
import { RoomUp } from "./messages.ts";
import { RoomLink, type RoomState } from "./room-link.ts";

const joined = (life = "life-1", reachable = true) => JSON.stringify({ type: "joined", v: 1, life, reachable });

function open() {
  const ports = new HandPorts();
  const states: RoomState[] = [];
  const options = { room: "gym", deviceId: "phone0001", role: "phone", bootId: "boot-1", random: () => 0 } as const;
  const link = new RoomLink({ ...options, changed: (state) => states.push(state) }, ports);
  const app = new Listener(link).launch();
  const enter = (...more: Parameters<typeof joined>) => {
    ports.socket.opened();
    ports.socket.message(joined(...more));
  };
  /** What was said since last asked, each of it a message that a room knows. */
  const said = () => ports.sent.splice(0).map((text) => RoomUp.parse(JSON.parse(text)));
  return { ports, link, app, states, enter, said };
}

test("it says who it is, and the app is activated once it is in", () => {
  const { ports, app, enter, said, states } = open();
  expect(app.heard).toEqual([]);
  enter();
  expect(said()).toEqual([
    { type: "hello", v: 1, room: "gym", deviceId: "phone0001", role: "phone", bootId: "boot-1" },
  ]);
  expect(app.heard).toEqual(["activated []"]);
  expect(app.isReachable).toBe(true);
  expect(states).toEqual(["connecting", "joining", "joined"]);
  expect(ports.closes).toEqual([]);
});

test("[ROOM-7] whether replays are allowed it says in its hello, and nothing where they are not", () => {
  for (const allowsReplay of [undefined, false, true]) {
    const ports = new HandPorts();
    const options = { room: "gym", deviceId: "watch0001", role: "watch", bootId: "boot-1", random: () => 0 } as const;
    const link = new RoomLink({ ...options, ...(allowsReplay === undefined ? {} : { allowsReplay }) }, ports);
    new Listener(link).launch();
    ports.socket.opened();
    const said = RoomUp.parse(JSON.parse(ports.sent[0] as string));
    expect("allowsReplay" in said ? said.allowsReplay : false).toBe(allowsReplay === true);
  }
});

test("[ROOM-3] what was given while out of range, or not confirmed by this life of the room, is said again; what ended meanwhile is told", () => {
  const { ports, app, enter, said } = open();
  enter();
  for (const sendId of ["a", "b", "c"]) app.send("userInfo", `text ${sendId}`, sendId);
  ports.socket.message('{"type":"queued","sendId":"a"}');
  ports.socket.message('{"type":"queued","sendId":"b"}');
  ports.socket.closed();
  app.send("userInfo", "text d", "d");
  app.send("applicationContext", "state", "x");
  ports.pass(250);
  said();
  ports.socket.opened();
  ports.socket.message('{"type":"held","sendId":"b","body":"text b"}');
  ports.socket.message(joined());
  const sends = said().flatMap((message) => (message.type === "send" ? [message.sendId] : []));
  expect(sends).toEqual(["c", "d", "x"]);
  // The room holds b alone: a has arrived.
  expect(app.heard.filter((line) => line.startsWith("sent"))).toEqual(["sent x ok", "sent a ok"]);

  ports.socket.closed();
  ports.pass(250);
  enter("life-2");
  expect(said().flatMap((message) => (message.type === "send" ? [message.sendId] : []))).toEqual(["b", "c", "d", "x"]);
});

test("[LNK-3] [LNK-4] a socket that falls is out of range: messages end in 7014, later ones in 7007, and the way back is reachability", () => {
  const { ports, app, enter } = open();
  enter();
  app.send("message", "one");
  ports.socket.closed();
  expect(app.isReachable).toBe(false);
  app.send("message", "two");
  ports.pass(0);
  expect(app.heard.slice(1)).toEqual([`sent one ${linkCodes.deliveryFailed}`, `sent two ${linkCodes.notReachable}`]);
  ports.pass(250);
  enter();
  expect(app.isReachable).toBe(true);
  expect(app.heard.filter((line) => line.startsWith("activated"))).toHaveLength(1);
});

test("[ROOM-4] it says what it heard after the app has had it, and a context that came again is not handed on twice", () => {
  const { ports, app, enter, said } = open();
  enter();
  said();
  const received = (n: number, channel: string, body: string) =>
    ports.socket.message(JSON.stringify({ type: "received", n, channel, body }));
  received(1, "message", "hi");
  received(2, "applicationContext", "state");
  received(3, "applicationContext", "state");
  expect(said()).toEqual([1, 2, 3].map((n) => ({ type: "heard", n })));
  expect(app.heard.slice(1)).toEqual(["message hi", "applicationContext state"]);
  ports.socket.closed();
  ports.pass(250);
  ports.socket.opened();
  expect(said()[0]).toMatchObject({ type: "hello", heard: { life: "life-1", n: 3 } });
});

test("a refusal that trying again would not mend ends it until the app begins anew; another one does not", () => {
  const { ports, app, link, enter, states } = open();
  ports.socket.opened();
  ports.socket.message('{"type":"error","code":"role_taken","sentence":"phone0002 is the phone"}');
  ports.socket.closed();
  expect(states.at(-1)).toBe("waiting");
  ports.pass(250);
  enter();
  ports.socket.message('{"type":"error","code":"replaced","sentence":"again"}');
  ports.socket.closed();
  expect(states.at(-1)).toBe("refused");
  const sockets = ports.sockets.length;
  ports.pass(60_000);
  expect(ports.sockets).toHaveLength(sockets);
  app.launch();
  enter();
  expect(link.state).toBe("joined");
});

test("a room that falls silent is given up on, and one that answers is kept", () => {
  const { ports, link, enter } = open();
  enter();
  ports.pass(15_000);
  ports.socket.message('{"type":"pong"}');
  ports.pass(15_000);
  expect(link.state).toBe("joined");
  ports.pass(15_000);
  expect(link.state).toBe("waiting");
});

test("[ROOM-6] it holds no more than a room would", () => {
  const { ports, link, app, enter } = open();
  enter();
  ports.socket.closed();
  for (let i = 0; i < 300; i++) link.send("userInfo", `t${i}`, { [payloadKey]: "x" });
  ports.pass(0);
  expect(app.heard.filter((line) => line.endsWith(String(linkCodes.insufficientSpace)))).toHaveLength(44);
});

test("whatever a room says, and whatever its ports throw, nothing is thrown", () => {
  const { ports, app, enter } = open();
  for (const text of ["", "{", "[]", '{"type":"joined"}', '{"type":"received","n":0}', "null"])
    ports.socket.message(text);
  enter();
  for (const text of ['{"type":"sent","sendId":"never"}', '{"type":"dance"}', joined()]) ports.socket.message(text);
  expect(app.heard).toEqual(["activated []"]);
  const broken = new RoomLink(
    { room: "gym", deviceId: "phone0001", role: "phone", bootId: "b", random: () => 0 },
    {
      now: () => 0,
      schedule: () => () => {},
      connect: () => {
        throw new Error("no network");
      },
    },
  );
  expect(() => new Listener(broken).launch()).not.toThrow();
});
