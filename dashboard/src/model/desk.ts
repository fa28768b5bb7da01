import type { ClockSample } from "@lighty/protocol";
import type { DeviceVitals, TransportReport } from "@lighty/protocol/projections";
import type { Device } from "./devices.ts";
import type { ReplayDeed, ReplayOrder, ReplayRun } from "./replay.ts";

/** What a relay tells beside its sessions: its devices and its replays. Each throws what the relay said instead. */
export interface Desk {
  devices(signal: AbortSignal): Promise<Device[]>;
  clock(deviceId: string, signal: AbortSignal): Promise<ClockSample[]>;
  vitals(deviceId: string, signal: AbortSignal): Promise<DeviceVitals>;
  /** How each transport carried what all devices sent. */
  sent(signal: AbortSignal): Promise<TransportReport[]>;
  replays(signal: AbortSignal): Promise<ReplayRun[]>;
  /** What this page may change; null for one that may only read. */
  control(): Promise<Changes | null>;
}

/** A code that pairs one device, until `expiresAt` (ms since 1970), and the link that a QR code of it holds. */
export interface Invitation {
  readonly code: string;
  readonly expiresAt: number;
  readonly link: string;
}

/** What a page may change that the second printed link has opened. Each throws the relay's sentence when it refuses. */
export interface Changes {
  invite(): Promise<Invitation>;
  /** Ends a device's token and every socket of it. */
  revoke(deviceId: string): Promise<void>;
  /** Empties the log. */
  purge(): Promise<void>;
  play(order: ReplayOrder): Promise<ReplayRun>;
  tell(replayId: string, deed: ReplayDeed): Promise<ReplayRun>;
}
