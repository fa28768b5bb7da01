import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { Imported } from "../captures/imported.ts";
import { captureContent } from "../http/captures.ts";
import { type Address, unreachable } from "./address.ts";
import { CommandError, misuse } from "./errors.ts";
import type { RelayClient } from "./relay-client.ts";

const Refusal = z.object({
  error: z.object({
    code: z.string(),
    sentence: z.string(),
    lines: z.array(z.object({ line: z.int(), sentence: z.string() })).optional(),
  }),
});

/** A capture of a running relay, as it comes. Throws a CommandError. */
export async function fetchCapture(address: Address, path: string, signal: AbortSignal): Promise<Readable> {
  const answer = await ask(address, "GET", path, address.token, undefined, signal);
  if (answer.statusCode !== 200) throw await refused(address, answer);
  return answer;
}

/** Sends a capture to be imported. Throws a CommandError; a capture that was refused names its lines. */
export async function sendCapture(
  address: Address,
  path: string,
  bytes: Readable,
  signal: AbortSignal,
): Promise<Imported> {
  const { controlToken } = address;
  if (controlToken === undefined) {
    const next = "set LIGHTY_CONTROL_TOKEN to the token of its second link";
    throw misuse("importing changes the relay, and only a token that reads it was given", next);
  }
  const answer = await ask(address, "POST", path, controlToken, bytes, signal);
  if (answer.statusCode !== 200) throw await refused(address, answer);
  return Imported.parse(JSON.parse(await textOf(answer)));
}

const ImportsAnswer = z.object({ imports: z.array(Imported) });
const askAgainMs = 200;

/** An import once its sessions are known: the relay reads them after it has answered. Throws a CommandError. */
export async function whenRead(client: RelayClient, importId: string, signal: AbortSignal): Promise<Imported> {
  for (;;) {
    const { imports } = await client.get("/api/v1/imports", ImportsAnswer);
    const imported = imports.find((each) => each.importId === importId);
    if (imported === undefined) throw misuse(`import ${importId} was removed while it was being read`);
    if (imported.sessions !== null) return imported;
    await setTimeout(askAgainMs, undefined, { signal });
  }
}

async function ask(
  { url, certificate }: Address,
  method: "GET" | "POST",
  path: string,
  token: string,
  body: Readable | undefined,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  const trusting = certificate === undefined ? {} : { ca: certificate };
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body === undefined ? {} : { "content-type": captureContent }),
  };
  const asked = request(new URL(path, url), { method, headers, signal, agent: false, ...trusting });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asked.once("response", resolve);
    // What cannot be read is said before that it could not be sent.
    body?.once("error", reject);
    asked.once("error", (error) => reject(signal.aborted ? error : unreachable(url, error)));
  });
  if (body === undefined) asked.end();
  // A relay that refuses before it has heard everything stops listening; what it said counts.
  else pipeline(body, asked).catch(() => {});
  return answered;
}

async function refused({ url }: Address, answer: IncomingMessage): Promise<CommandError> {
  const status = answer.statusCode ?? 0;
  const said = Refusal.safeParse(parsed(await textOf(answer)));
  const { code, sentence, lines } = said.success ? said.data.error : { code: "", sentence: `it answered ${status}` };
  if (status === 401 || status === 403) {
    return misuse(
      `the relay at ${url.origin} refused: ${sentence}`,
      "check LIGHTY_TOKEN and LIGHTY_CONTROL_TOKEN, or leave --relay out",
    );
  }
  const isCapture = ["capture_invalid", "capture_newer", "unsupported_version", "too_large"].includes(code);
  const why = lines?.map(({ line, sentence: each }) => `line ${line}: ${each}`).join("; ");
  return new CommandError(isCapture ? "capture" : status >= 500 ? "mismatch" : "usage", sentence, {
    ...(why === undefined || why === "" ? {} : { why }),
  });
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of answer.setEncoding("utf8")) text += chunk;
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
