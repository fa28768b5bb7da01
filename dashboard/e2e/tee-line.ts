import { once } from "node:events";
import { WebSocket } from "ws";
import { bootOf, type Said } from "./long-session.ts";
import { type RelayProcess, token } from "./relay.ts";

/** A device's tee over a socket of its own, as an app has it: hello, then frames, acknowledged when they are durable. */
export class TeeLine {
  readonly #socket: WebSocket;
  #sent = 0;
  #acked = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => {
      const { type, acked } = JSON.parse(String(data)) as { type: string; acked: { traceSeq: number }[] };
      if (type === "ack") for (const { traceSeq } of acked) this.#acked = Math.max(this.#acked, traceSeq);
    });
  }

  /** Frames that were sent and are not known to be durable. */
  get unacknowledged(): number {
    return this.#acked === 0 ? 0 : this.#sent - this.#acked;
  }

  static async open(relay: RelayProcess, deviceId: string, mark: string): Promise<TeeLine> {
    const options = { headers: { authorization: `Bearer ${token}` }, perMessageDeflate: false };
    const socket = new WebSocket(`${relay.origin.replace("http", "ws")}/v1/tee`, options);
    await once(socket, "open");
    const role = deviceId.replace(/\d+/, "");
    socket.send(JSON.stringify({ type: "hello", v: 1, deviceId, role, bootId: bootOf(deviceId, mark), spools: [] }));
    await once(socket, "message");
    return new TeeLine(socket);
  }

  send(said: readonly Said[]): void {
    this.#sent = said.at(-1)?.traceSeq ?? this.#sent;
    for (let from = 0; from < said.length; from += mostInMessage) {
      const frames = said.slice(from, from + mostInMessage).map(({ text }) => text);
      this.#socket.send(`{"type":"frames","frames":[${frames.join()}]}`);
    }
  }

  close(): void {
    this.#socket.terminate();
  }
}

/** Both devices of a long session, each by its own line: what the session says next goes out by whose it is. */
export class Teed {
  readonly #lines: ReadonlyMap<string, TeeLine>;
  readonly #session: Generator<Said>;

  private constructor(lines: ReadonlyMap<string, TeeLine>, session: Generator<Said>) {
    this.#lines = lines;
    this.#session = session;
  }

  static async open(relay: RelayProcess, session: Generator<Said>, mark: string): Promise<Teed> {
    const devices = ["phone0001", "watch0001"];
    const lines = await Promise.all(devices.map((deviceId) => TeeLine.open(relay, deviceId, mark)));
    return new Teed(new Map(devices.map((deviceId, index) => [deviceId, lines[index] as TeeLine])), session);
  }

  send(count: number): void {
    const said = Array.from({ length: count }, () => this.#session.next().value as Said);
    for (const [deviceId, line] of this.#lines) line.send(said.filter((each) => each.deviceId === deviceId));
  }

  /** So many a second for so long, in turns of a few milliseconds; what a turn was late is made up by the next, as far as the relay keeps up. Calls back each second. */
  async stream(perSecond: number, seconds: number, told: (second: number) => Promise<void>): Promise<number> {
    const began = performance.now();
    let [sent, second] = [0, 0];
    while (second < seconds) {
      const due = Math.floor(((performance.now() - began) * perSecond) / 1_000);
      const unacknowledged = Math.max(...[...this.#lines.values()].map((line) => line.unacknowledged));
      const now = Math.max(0, Math.min(due, perSecond * seconds, sent + mostUnacknowledged - unacknowledged) - sent);
      this.send(now);
      sent += now;
      const passed = Math.floor((performance.now() - began) / 1_000);
      if (passed > second) {
        second = passed;
        await told(second);
      }
      await new Promise((resolve) => setTimeout(resolve, turnMs));
    }
    return sent;
  }

  close(): void {
    for (const line of this.#lines.values()) line.close();
  }
}

const turnMs = 8;
/** Far below the MiB of a message that the relay takes. */
const mostInMessage = 256;
/** Half of what a device may have unacknowledged: beyond, the relay would close its line. */
const mostUnacknowledged = 2_048;
