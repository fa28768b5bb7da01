import { ClockSample, DevicesAnswer } from "@lighty/protocol";
import { DeviceVitals, TransportReport } from "@lighty/protocol/projections";
import { z } from "zod";
import type { Resource } from "./resources.ts";

/** What may be read of devices, and changed there. */
export const deviceResources: readonly Resource[] = [
  {
    path: "/api/v1/devices",
    summary: "Every device that was heard of, and those that are paired; whether its tee is open, and its clock.",
    answer: DevicesAnswer,
  },
  {
    path: "/api/v1/devices/{id}/clock",
    summary: "How far a device's clock was from the relay's, as a series, and the best reading now.",
    answer: z.object({ samples: z.array(ClockSample), best: ClockSample.nullable() }),
  },
  {
    path: "/api/v1/devices/{id}/vitals",
    summary: "A device's queue and link over time, the frames it lacks, and how each transport carried what it sent.",
    answer: DeviceVitals,
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
