import { expect, test } from "vitest";
import { type Packet, Replica } from "../index.ts";
import { buildFrame, epochMs, Pen, phoneId, Sender, sessionId, snapshotOf, watchId } from "../testing/index.ts";
import { DivergenceReport } from "./divergence.ts";
import { Listing } from "./listing.ts";
import { Projections } from "./projections.ts";

class Run {
  readonly projections = new Projections();
  readonly phone = new Pen(phoneId);
  readonly sender = new Sender(phoneId);
  readonly held = new Replica(phoneId);
  readonly #listing = new Listing();
  readonly #traceSeqs = new Map<string, number>();
  #entry = 0;

  see(deviceId: string, direction: "local" | "sent" | "received", packet: Packet, digest?: string): void {
    const traceSeq = (this.#traceSeqs.get(deviceId) ?? 0) + 1;
    this.#traceSeqs.set(deviceId, traceSeq);
    const role = deviceId === watchId ? ("watch" as const) : ("phone" as const);
    const frame = buildFrame({
      observer: { deviceId, role },
      traceSeq,
      observedAt: epochMs + this.#entry,
      monotonicMs: this.#entry,
      direction,
      body: JSON.stringify(packet),
      ...(digest === undefined ? {} : { digests: { [sessionId]: digest } }),
    });
    this.projections.apply([this.#listing.list({ entry: ++this.#entry, receivedAt: epochMs, frame })]);
  }

  get report(): DivergenceReport {
    return DivergenceReport.parse(this.projections.divergence.report(sessionId));
  }
}

test("[DIV-1] [OBS-5] two folds that part name the first register and the entry that wrote it; [DIV-2] a snapshot heals them", () => {
  const run = new Run();
  const start = run.sender.events(run.phone.started());
  run.see(phoneId, "local", start);
  run.see(watchId, "received", start);
  expect(run.report.partings).toEqual([]);

  const edit = run.phone.weight("squat.1", 105);
  const bent = { ...edit, payload: { setId: "squat.1", weight: 100 } } as typeof edit;
  run.see(phoneId, "local", run.sender.events(edit));
  run.see(watchId, "received", run.sender.events(bent));
  expect(run.report.partings).toMatchObject([
    { devices: [phoneId, watchId], entry: 4, register: "set/squat.1/weight", registerEntry: 4, registers: 1 },
  ]);

  for (const event of [...start.events, edit]) run.held.write(event, 0);
  const have = { [sessionId]: { [phoneId]: { upTo: 2 } } };
  const snapshot = { ...run.sender.snapshot(snapshotOf(run.held.session(sessionId))), have };
  run.see(watchId, "received", snapshot);
  expect(run.report.partings).toMatchObject([{ entry: 4, healed: { entry: 5, by: "snapshot" } }]);
});

test("[DIV-1] the ribbon: a device's digest at each entry that changed it", () => {
  const run = new Run();
  for (const digest of ["000000000000000a", "000000000000000a", "000000000000000b"])
    run.see(phoneId, "sent", run.sender.ack(), digest);
  expect(run.report.devices).toEqual([
    {
      deviceId: phoneId,
      role: "phone",
      digests: [
        { entry: 1, digest: "000000000000000a" },
        { entry: 3, digest: "000000000000000b" },
      ],
    },
  ]);
});
