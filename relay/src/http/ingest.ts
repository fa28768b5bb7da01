import { DeviceId } from "@lighty/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { RelayError, refuse, storageFailed } from "../errors.ts";
import type { DeviceRegister } from "../gateway/device-register.ts";
import type { Doors } from "../gateway/doors.ts";
import { callerOf } from "../gateway/gatekeeper.ts";
import { judgeLines, openBody } from "../gateway/ndjson.ts";
import type { Nonces } from "../gateway/nonces.ts";
import type { Grant } from "../gateway/scope.ts";
import { Speaker, strangeObserver } from "../gateway/speaker.ts";
import type { Intake } from "../ingest/intake.ts";
import { frameLines } from "./resources.ts";

export interface IngestDoor {
  register: DeviceRegister;
  nonces: Nonces;
  doors: Doors;
}

/**
 * `POST /v1/ingest`: a frame a line, for whatever can only speak HTTP, and for trace files that come late. The same frames as on a socket,
 * the same keys, so a repeat lands once; the answer comes when they are durable and says of each line what became of it. `lighty-speaks-for`
 * names the observers a device brings; `lighty-nonce` of the answer is good for its next proof. [TEE-10]
 */
export function serveIngest(app: FastifyInstance, ingest: Intake, { register, nonces, doors }: IngestDoor): void {
  app.addContentTypeParser(frameLines, { parseAs: "buffer" }, (_request, body, done) => done(null, body));

  app.post("/v1/ingest", { config: { scope: "publish", contentType: frameLines } }, async (request, reply) => {
    reply.header("lighty-nonce", nonces.make());
    const grant = request.grant as Grant;
    const speaker = new Speaker(grant, register, doors.redacts(callerOf(request)));
    introduce(speaker, request);
    const text = openBody(request.body as Buffer, request.headers["content-encoding"]);
    if (typeof text !== "string") throw new RelayError(text);
    const judged = judgeLines(text);
    if ("code" in judged) throw new RelayError(judged);
    const strange = strangeObserver(judged.texts, speaker.allowed);
    if (strange !== null) throw new RelayError(strange);
    const redact = speaker.redacts ? { redactHealth: true } : {};
    if (judged.texts.length === 0) return { acked: [], lines: judged.answers, ...redact };
    const taken = await ingest.take(judged.texts, grant.deviceId ?? "http").catch((error: unknown) => {
      throw storageFailed(error);
    });
    if (!taken.taken) throw new RelayError(taken.rejection);
    return { acked: taken.acked, lines: judged.answers, ...redact };
  });
}

function introduce(speaker: Speaker, { headers }: FastifyRequest): void {
  const named = headers["lighty-speaks-for"];
  if (speaker.deviceId === null || named === undefined) return;
  const speaksFor = String(named)
    .split(",")
    .map((each) => each.trim());
  if (speaksFor.length > 8 || !speaksFor.every((each) => DeviceId.safeParse(each).success)) {
    throw refuse("bad_shape", "lighty-speaks-for names at most 8 device ids, with commas between them");
  }
  const refused = speaker.introduce({ deviceId: speaker.deviceId, speaksFor });
  if (refused !== null) throw new RelayError(refused);
}
