import { DeviceId, DeviceSummary, Role } from "@lighty/protocol";
import { TransportReport, Vitals } from "@lighty/protocol/projections";
import { z } from "zod";
import { TeeLine } from "../gateway/tee-lines.ts";
import type { Resource } from "./resources.ts";

const clock = z.object({ at: z.number(), bootId: z.string(), offsetMs: z.int(), uncertaintyMs: z.int().min(0) });

/** What may be read of devices, and changed there. */
export const deviceResources: readonly Resource[] = [
  {
    path: "/api/v1/devices",
    summary: "Every device that was heard of, and those that are paired; whether its tee is open, and its clock.",
    answer: z.object({
      devices: z.array(
        DeviceSummary.extend({
          build: z.string().optional(),
          isConnected: z.boolean(),
          clock: clock.nullable(),
          tee: TeeLine.nullable(),
        }),
      ),
      paired: z.array(
        z.object({
          deviceId: DeviceId,
          role: Role,
          name: z.string().optional(),
          pairedAt: z.number(),
          revokedAt: z.number().optional(),
          speaksFor: z.array(DeviceId).optional(),
          isConnected: z.boolean(),
          isRevoked: z.boolean(),
        }),
      ),
    }),
  },
  {
    path: "/api/v1/devices/{id}/clock",
    summary: "How far a device's clock was from the relay's, as a series, and the best reading now.",
    answer: z.object({ samples: z.array(clock), best: clock.nullable() }),
  },
  {
    path: "/api/v1/devices/{id}/vitals",
    summary: "A device's queue and link over time, the frames it lacks, and how each transport carried what it sent.",
    answer: Vitals.extend({ transports: z.array(TransportReport) }),
  },
  {
    path: "/api/v1/delivery",
    summary: "How each transport carried what all devices sent, whatever session it was about.",
    answer: z.object({ transports: z.array(TransportReport) }),
  },
  {
    method: "post",
    path: "/api/v1/devices/{id}/revoke",
    summary: "Ends a device's token and every socket of it.",
    body: z.object({}),
    answer: null,
    scope: "control",
  },
];
