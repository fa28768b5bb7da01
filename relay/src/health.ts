import { request as askInClear } from "node:http";
import { request as askTls } from "node:https";

/*
 * What a container asks of itself: node relay/src/health.ts ends with 0 when the relay on this machine is up and can write its log. Reads
 * LIGHTY_PORT and LIGHTY_TLS as the relay does. Nobody else can stand on the loopback of a container, so no certificate is looked at.
 */
const ask = /^(1|true|yes|on)$/i.test(process.env.LIGHTY_TLS ?? "") ? askTls : askInClear;
const port = Number(process.env.LIGHTY_PORT || 7788);
const request = ask(
  { host: "127.0.0.1", port, path: "/healthz", timeout: 4_000, rejectUnauthorized: false },
  (response) => {
    let body = "";
    response.on("data", (chunk) => {
      body += chunk;
    });
    response.on("end", () => end(body, response.statusCode === 200 && /"status":"ok"/.test(body)));
  },
);
request.on("timeout", () => end("no answer within four seconds", false));
request.on("error", (error) => end(error.message, false));
request.end();

function end(said: string, isWell: boolean): never {
  process.stdout.write(`${said}\n`);
  process.exit(isWell ? 0 : 1);
}
