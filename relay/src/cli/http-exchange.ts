import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Address } from "./address.ts";

export interface Exchange {
  method: "GET" | "POST";
  path: string;
  token: string;
  /** JSON of a change. */
  body?: unknown;
  signal: AbortSignal;
}

/** A relay that does not answer at all within this is as good as none. */
export const answerMs = 15_000;

export interface Answer {
  status: number;
  text: string;
  /** Seconds after which it says that it is worth asking again. */
  retryAfter?: number;
}

/** One request, and its whole answer. Rejects with the system's error. */
export function exchange(
  { url, certificate }: Address,
  { method, path, token, body, signal }: Exchange,
): Promise<Answer> {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${token}`,
    ...(text === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
  };
  const trusting = certificate === undefined ? {} : { ca: certificate };
  return new Promise((resolve, reject) => {
    const asked = request(
      new URL(path, url),
      { method, headers, signal, timeout: answerMs, agent: false, ...trusting },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () => {
          const retryAfter = answer.headers["retry-after"];
          const again = retryAfter === undefined ? {} : { retryAfter: Number(retryAfter) };
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8"), ...again });
        });
      },
    );
    asked.on("timeout", () => asked.destroy(new Error(`no answer within ${answerMs / 1_000} s`)));
    asked.on("error", reject);
    asked.end(text);
  });
}
