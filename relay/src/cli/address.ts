import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:tls";
import { CommandError, misuse } from "./errors.ts";
import { dataFolderOf } from "./places.ts";
import type { RelayChoice } from "./relay-options.ts";
import { findRunning } from "./running.ts";

/** Where a relay is, what opens it, and how it is known to be the one. */
export interface Address {
  url: URL;
  token: string;
  /** Undefined where the caller was given none. */
  controlToken: string | undefined;
  /** PEM of the only certificate that is taken; any that the system trusts without one. */
  certificate?: string | undefined;
}

const loopback = ["localhost", "127.0.0.1", "[::1]"];

const pinMs = 10_000;

/** The relay that was named, or that runs from the data folder. Throws misuse, or `unreachable`. */
export async function addressOf(choice: RelayChoice): Promise<Address> {
  const { data, relay, fingerprint, token, controlToken } = choice;
  if (relay === undefined) {
    const { url, ...running } = findRunning(dataFolderOf(data));
    return { url: new URL(url), ...running };
  }
  const url = new URL(relay);
  if (token === undefined && controlToken === undefined) {
    throw misuse(
      `${relay} is named, but no token that opens it`,
      "set LIGHTY_TOKEN to the token of the link that relay printed; a command line can be read by others",
    );
  }
  if (url.protocol === "http:" && !loopback.includes(url.hostname)) {
    throw misuse(
      `the token would cross the network in clear on its way to ${relay}`,
      "start that relay with --tls, and name it as https://",
    );
  }
  const certificate = fingerprint === undefined ? undefined : await pinned(url, fingerprint);
  return { url, token: token ?? (controlToken as string), controlToken, certificate };
}

/** The certificate that is shown there, once its key is known to be the one; nothing is sent before. */
async function pinned(url: URL, fingerprint: string): Promise<string> {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const socket = connect({ host, port: Number(url.port || "443"), rejectUnauthorized: false });
  try {
    await once(socket, "secureConnect", { signal: AbortSignal.timeout(pinMs) });
  } catch (error) {
    throw unreachable(url, error);
  } finally {
    socket.destroy();
  }
  const shown = socket.getPeerX509Certificate();
  const key = shown?.publicKey.export({ type: "spki", format: "der" });
  if (shown === undefined || key === undefined || createHash("sha256").update(key).digest("hex") !== fingerprint) {
    throw new CommandError("unreachable", `what answers at ${url.origin} is not the relay of that fingerprint`, {
      next: "compare it with the one the relay printed; if it is the right one, someone stands between",
    });
  }
  return shown.toString();
}

/** Nobody answers there, or in no way that can be understood. */
export function unreachable(url: URL, cause: unknown): CommandError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new CommandError("unreachable", `no relay answers at ${url.origin}`, {
    why: code === undefined || message.includes(code) ? message : `${code}: ${message}`,
    next: "start one with `lighty relay`, or name another with --data or --relay",
    cause,
  });
}
