import { byteLength } from "@lighty/protocol";
import type { InboxEntry, NativeModule } from "../link/native-module.ts";
import type { PairedRelay, RelayPorts } from "../relay/paired-relay.ts";
import { proofFor, RelayFault } from "../relay/pairing.ts";

/** Lines of one request; each is a frame of at most 256 KiB, and a body has 1 MiB. */
const mostBytes = 512_000;
const observer = /"observer":\{"deviceId":"([a-z0-9]{8,32})"/;

/**
 * Brings what the wrist's tee said, beside replies and in files, to the relay on the watch's behalf: a real watch can open no socket. The native
 * side keeps it until the relay holds it durably; a frame that goes twice lands once, by its key. [TEE-7] [TEE-10]
 */
export class TraceCourier {
  readonly #module: Pick<NativeModule, "drainTraces" | "ackTraces">;
  readonly #ports: RelayPorts;
  #isOnTheWay = false;
  /** Frames brought by this process. */
  brought = 0;

  constructor(module: Pick<NativeModule, "drainTraces" | "ackTraces">, ports: RelayPorts) {
    this.#module = module;
    this.#ports = ports;
  }

  /** Brings all there is, one request after another. Rejects with a RelayFault; what was not taken stays. */
  async bring(relay: PairedRelay): Promise<void> {
    if (this.#isOnTheWay) return;
    this.#isOnTheWay = true;
    try {
      for (let next = this.#next(); next.length > 0; next = this.#next()) {
        await this.#post(relay, next);
        this.#module.ackTraces?.((next.at(-1) as InboxEntry).cursor);
        this.brought += next.length;
      }
    } finally {
      this.#isOnTheWay = false;
    }
  }

  #next(): InboxEntry[] {
    const waiting = this.#module.drainTraces?.(0) ?? [];
    let bytes = 0;
    const over = waiting.findIndex(({ text }) => {
      bytes += byteLength(text);
      return bytes > mostBytes;
    });
    return over < 0 ? waiting : waiting.slice(0, Math.max(1, over));
  }

  async #post(relay: PairedRelay, entries: readonly InboxEntry[]): Promise<void> {
    const speaksFor = new Set(entries.flatMap(({ text }) => observer.exec(text)?.[1] ?? []));
    const headers = {
      authorization: `Lighty ${await proofFor(relay, this.#ports)}`,
      "content-type": "application/x-ndjson",
      ...(speaksFor.size === 0 ? {} : { "lighty-speaks-for": [...speaksFor].join(",") }),
    };
    const body = entries.map(({ text }) => `${text}\n`).join("");
    const answer = await this.#ports
      .fetch(`${relay.origin}/v1/ingest`, { method: "POST", headers, body })
      .catch((error: unknown) => {
        throw new RelayFault("unreachable", `no relay answers at ${relay.origin}`, { cause: error });
      });
    // A line that the relay quarantines is answered for, too; only a request that was refused whole comes again.
    if (!answer.ok) throw new RelayFault("refused", `the relay refused the wrist's frames with ${answer.status}`);
  }
}
