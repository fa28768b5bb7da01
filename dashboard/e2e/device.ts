import { randomBytes } from "node:crypto";
import type { Role } from "@lighty/protocol";
import { type Challenge, pairingSecrets, pairRequest, proofOf } from "@lighty/protocol/pairing";

/** A simulated device as far as pairing and its tee go: it knows a code, proves its token by HMAC, and keeps one socket open. */
export class PairingDevice {
  readonly #origin: string;
  readonly deviceId: string;
  readonly #role: Role;
  #token = "";

  constructor(origin: string, deviceId: string, role: Role) {
    this.#origin = origin;
    this.deviceId = deviceId;
    this.#role = role;
  }

  async #challenge(): Promise<Challenge> {
    return (await (await fetch(`${this.#origin}/v1/challenge`)).json()) as Challenge;
  }

  /** Pairs by the code that somebody was shown. Throws the relay's refusal. */
  async pair(code: string, name: string): Promise<void> {
    const { relayId, nonce } = await this.#challenge();
    const deviceNonce = randomBytes(16).toString("base64url");
    const terms = { relayId, nonce, deviceNonce, deviceId: this.deviceId, role: this.#role };
    const answer = await fetch(`${this.#origin}/v1/pair`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(pairRequest(code, terms, name)),
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    this.#token = pairingSecrets(code, terms).token;
  }

  /** Opens its tee with the token of its own; what the relay refuses is thrown, `closed` tells how it ended. */
  async tee(): Promise<{ send(message: object): void; closed: Promise<number>; close(): void }> {
    const proof = proofOf(this.#token, { ...(await this.#challenge()), deviceId: this.deviceId });
    const socket = new WebSocket(`${this.#origin.replace("http", "ws")}/v1/tee`, [`lighty.${proof}`, "lighty"]);
    const closed = new Promise<number>((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
    const welcomed = new Promise<void>((resolve) =>
      socket.addEventListener("message", ({ data }) => JSON.parse(String(data)).type === "welcome" && resolve()),
    );
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", () => reject(new Error("the relay refused the tee")));
    });
    const observer = { deviceId: this.deviceId, role: this.#role };
    socket.send(JSON.stringify({ type: "hello", v: 1, ...observer, bootId: "boot-1", build: "e2e 7", spools: [] }));
    await welcomed;
    return { send: (message) => socket.send(JSON.stringify(message)), closed, close: () => socket.close() };
  }

  /** A frame that this device's tee would send: its app notes how its link stands. */
  frame(traceSeq: number, more: object = {}) {
    const body = JSON.stringify({ kind: "note", note: "reachability", reachable: traceSeq % 2 === 0 });
    return {
      ...{ observer: { deviceId: this.deviceId, role: this.#role }, bootId: "boot-1", traceSeq, direction: "local" },
      ...{ observedAt: Date.now(), monotonicMs: traceSeq, sizeBytes: body.length, body, queueDepth: traceSeq % 5 },
      ...more,
    };
  }
}
