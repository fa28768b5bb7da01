import type { DeviceList } from "@lighty/protocol/projections";
import type { FastifyInstance } from "fastify";
import type { Connected } from "../gateway/tee-socket.ts";

/** `GET /api/v1/devices`: every device that was ever heard of, and whether its tee is open now. */
export function serveDevices(app: FastifyInstance, list: DeviceList, connected: Connected): void {
  app.get("/api/v1/devices", async () => ({
    devices: list.all().map((device) => ({ ...device, isConnected: connected.has(device.deviceId) })),
  }));
}
