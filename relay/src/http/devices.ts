import { reject } from "@lighty/protocol";
import type { FastifyInstance } from "fastify";
import { refuse } from "../errors.ts";
import type { Builds } from "../gateway/builds.ts";
import type { Clocks } from "../gateway/clocks.ts";
import type { Connected } from "../gateway/connected.ts";
import type { DeviceRegister, PairedDevice } from "../gateway/device-register.ts";
import type { TeeLines } from "../gateway/tee-lines.ts";
import type { Views } from "../projections/views.ts";

export interface DeviceRoutes {
  views: Views;
  connected: Connected;
  /** Devices in rooms. */
  inRooms: Connected;
  register: DeviceRegister;
  clocks: Clocks;
  builds: Builds;
  teeLines: TeeLines;
  now(): number;
}

/**
 * `GET /api/v1/devices`: every device that was ever heard of, whether its tee is open now, and how far its clock is from the relay's; `paired`
 * lists those with a token of their own. `GET /api/v1/devices/:id/clock`: the whole series. `GET /api/v1/devices/:id/vitals`: its queue, its
 * link and how its packets fared; `GET /api/v1/delivery`: how those of all devices did. [PRJ-8] [DLV-4] `POST /api/v1/devices/:id/revoke` ends a token
 * and every socket of that device.
 */
export function serveDevices(app: FastifyInstance, routes: DeviceRoutes): void {
  const { views, connected, inRooms, register, clocks, builds, teeLines, now } = routes;
  app.get("/api/v1/devices", async () => ({
    devices: (await views.ask("devices", {})).map((device) => ({
      ...device,
      ...builds.of(device.deviceId),
      isConnected: connected.has(device.deviceId),
      clock: clocks.best(device.deviceId, now()),
      tee: teeLines.of(device.deviceId),
    })),
    paired: register.all().map((device) => ({ ...shown(device), isConnected: connected.has(device.deviceId) })),
  }));

  app.get<{ Params: { id: string } }>("/api/v1/devices/:id/clock", async ({ params }) => ({
    samples: clocks.series(params.id),
    best: clocks.best(params.id, now()),
  }));

  app.get<{ Params: { id: string } }>("/api/v1/devices/:id/vitals", async ({ params: { id: deviceId } }) => ({
    ...((await views.ask("vitals", { deviceId })) ?? { missing: 0, queue: [], link: [] }),
    transports: await views.ask("sent", { deviceId }),
  }));

  app.get("/api/v1/delivery", async () => ({ transports: await views.ask("sent", {}) }));

  app.post<{ Params: { id: string } }>(
    "/api/v1/devices/:id/revoke",
    { config: { scope: "control" } },
    async ({ params }, reply) => {
      if (!register.revoke(params.id, now())) {
        throw refuse("not_found", `no device ${JSON.stringify(params.id.slice(0, 40))} is paired`);
      }
      for (const open of [connected, inRooms]) open.cut(params.id, reject("unauthorized", `${params.id} was revoked`));
      return reply.code(204).send();
    },
  );
}

/** Its key, hashed as it is, stays where it is. */
function shown({ key, ...device }: PairedDevice): Omit<PairedDevice, "key"> & { isRevoked: boolean } {
  return { ...device, isRevoked: key === undefined };
}
