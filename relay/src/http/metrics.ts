import { findingRules } from "@lighty/protocol/projections";
import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import type { Gateway } from "../gateway/gateway.ts";
import type { Intake } from "../ingest/intake.ts";
import type { EventLog } from "../log/event-log.ts";
import type { Views } from "../projections/views.ts";
import type { FanOut } from "../stream/fan-out.ts";

export interface Measured {
  log: EventLog;
  ingest: Intake;
  views: Views;
  gateway: Pick<Gateway, "connected" | "register" | "strangers" | "sockets">;
  fanOut: FanOut;
}

/** `GET /metrics`: how the relay is doing, in Prometheus' text format. Read when asked; nothing is counted on the way of a frame. */
export function serveMetrics(app: FastifyInstance, measured: Measured): void {
  let registry: Promise<Registry> | undefined;
  app.get("/metrics", async (_request, reply) => {
    registry ??= open(measured);
    const { contentType } = await registry;
    return reply.type(contentType).send(await (await registry).metrics());
  });
}

/** Loaded when it is first asked for, so that the relay is up the sooner. */
async function open({ log, ingest, views, gateway, fanOut }: Measured): Promise<Registry> {
  const { connected, register, strangers, sockets } = gateway;
  const { collectDefaultMetrics, Counter, Gauge, Registry } = await import("prom-client");
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: () => number) => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  };
  const counter = (name: string, help: string, read: () => number) => {
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        // It is counted elsewhere, and only read here.
        this.reset();
        this.inc(read());
      },
    });
  };
  gauge("lighty_log_head", "Number of the last entry of the log.", () => log.head);
  counter(
    "lighty_quarantined_frames_total",
    "Frames refused and set aside since the log began.",
    () => log.quarantined,
  );
  gauge("lighty_log_trouble", "1 while the log cannot be written or is damaged.", () => Number(log.trouble !== null));
  gauge("lighty_projections_trouble", "1 while the projections cannot be read.", () => Number(views.trouble !== null));
  gauge("lighty_projections_behind", "Entries that the projections have not folded yet.", () => views.behind);
  counter(
    "lighty_writer_restarts_total",
    "Times the writer's thread died and another one began.",
    () => ingest.restarts,
  );
  gauge("lighty_ingest_backlog_bytes", "Bytes taken in that are not durable yet.", () => ingest.backlogBytes);
  gauge("lighty_devices_connected", "Devices whose tee is open.", () => connected.size);
  gauge(
    "lighty_devices_paired",
    "Devices that hold a token of their own.",
    () => register.all().filter(({ key }) => key !== undefined).length,
  );
  gauge("lighty_strangers", "Connections that have shown no token.", () => strangers.count);
  gauge("lighty_sockets", "Sockets that were opened with a token.", () => sockets.size);
  gauge("lighty_dashboards_live", "Dashboards that have caught up and hear what lands.", () => fanOut.readers);
  new Gauge({
    name: "lighty_findings",
    help: "Findings since the relay began to fold its log, by rule.",
    labelNames: ["rule"],
    registers: [registry],
    async collect() {
      // Without them a scrape still tells the rest.
      const found = new Map(await views.ask("found", {}).catch(() => []));
      for (const rule of Object.keys(findingRules)) this.set({ rule }, found.get(rule) ?? 0);
    },
  });
  return registry;
}
