import { once } from "node:events";
import { connect, type Socket } from "node:net";

const roomBytes = 262_144;
const closeOpcode = 8;

/**
 * A dashboard that reads all it is sent and keeps nothing of it. It goes by the heads of the frames alone and reads into the same room for ever:
 * twenty that took each message apart would be more work than the relay they watch, on the very same cores.
 */
export class Onlooker {
  readonly #socket: Socket;
  /** Until the answer to the upgrade has been read: its last bytes. */
  #answer: string | null = "";
  /** Of the head that is being read; then bytes of the frame that are still to come. */
  readonly #head: number[] = [];
  #left = 0;
  #bytes = 0;
  #whenOpen: () => void = () => {};

  private constructor(port: number, path: string, token: string) {
    const buffer = Buffer.allocUnsafe(roomBytes);
    const callback = (length: number) => {
      this.#read(buffer, length);
      return true;
    };
    this.#socket = connect({ port, host: "127.0.0.1", onread: { buffer, callback } });
    const key = Buffer.alloc(16).toString("base64");
    this.#socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    );
  }

  static async open(port: number, path: string, token: string): Promise<Onlooker> {
    const onlooker = new Onlooker(port, path, token);
    const opened = new Promise<void>((resolve) => {
      onlooker.#whenOpen = resolve;
    });
    const failed = once(onlooker.#socket, "close").then(() => {
      throw new Error(`the relay did not open the stream: ${onlooker.#answer?.split("\r\n")[0]}`);
    });
    await Promise.race([opened, failed]);
    failed.catch(() => {});
    return onlooker;
  }

  /** Bytes that were read of messages. */
  get bytes(): number {
    return this.#bytes;
  }

  #read(buffer: Buffer, length: number): void {
    let at = 0;
    if (this.#answer !== null) {
      this.#answer += buffer.toString("latin1", 0, length);
      const end = this.#answer.indexOf("\r\n\r\n");
      if (end < 0) return;
      if (!this.#answer.startsWith("HTTP/1.1 101")) return void this.#socket.destroy();
      at = length - (this.#answer.length - end - 4);
      this.#answer = null;
      this.#whenOpen();
    }
    while (at < length) {
      if (this.#left > 0) {
        const bytes = Math.min(this.#left, length - at);
        this.#left -= bytes;
        this.#bytes += bytes;
        at += bytes;
      } else this.#readHead(buffer[at++] as number);
    }
  }

  /** A server masks nothing: two bytes, and two or eight more of a longer frame's length. */
  #readHead(byte: number): void {
    this.#head.push(byte);
    const [first = 0, second = 0, ...more] = this.#head;
    const wanted = second === 126 ? 2 : second === 127 ? 8 : 0;
    if (this.#head.length < 2 || more.length < wanted) return;
    this.#left = wanted === 0 ? second : more.reduce((sum, each) => sum * 256 + each, 0);
    this.#head.length = 0;
    if ((first & 0xf) === closeOpcode) console.error("a dashboard fell behind and was cut off");
  }
}
