import type { DeviceVitals } from "@lighty/protocol/projections";
import type { Device } from "../../model/devices.ts";
import { scopesOf } from "../../model/devices.ts";
import { ago, clockTime } from "../../model/time.ts";
import { Fields } from "../../ui/Fields.tsx";
import styles from "./DevicePage.module.css";

type Field = readonly [name: string, value: string];

/** Who a device is, what it may, and how its tee stands. */
export function DeviceFacts({ device, vitals }: { device: Device; vitals: DeviceVitals | undefined }) {
  const { heard, paired, deviceId, role } = device;
  const tee = heard?.tee ?? null;
  const who: Field[] = [
    ["deviceId", deviceId],
    ["role", role],
    ["build", heard?.build ?? "not said"],
    ["protocol", tee === null ? "not said since the relay began" : `version ${tee.v}`],
    ["boot", heard?.bootId ?? "–"],
    ["boots seen", String(heard?.boots ?? 0)],
  ];
  const may: Field[] = [
    ["paired", paired === undefined ? "no" : dated(paired.pairedAt)],
    ...(paired?.revokedAt === undefined ? [] : [["revoked", dated(paired.revokedAt)] as const]),
    ["scopes", scopesOf(device)],
    [
      "health",
      tee === null ? "not known" : tee.isRedacted ? "left out: its line is in clear" : "sent as its app allows",
    ],
  ];
  const line: Field[] = [
    ["line", tee === null ? "none since the relay began" : lineWords(tee)],
    ["resumed", tee === null ? "–" : resumedWords(tee)],
    [
      "last frame",
      heard === undefined ? "none" : `#${heard.traceSeq} of its boot, ${ago(heard.lastReceivedAt, Date.now())}`,
    ],
    ["entries", (heard?.entries ?? 0).toLocaleString("en")],
    ["dropped", droppedWords(heard?.dropped ?? 0)],
    ["missing", missingWords(vitals?.missing)],
  ];
  return (
    <aside className={styles.facts} aria-label="What is known of it">
      <h3>Who</h3>
      <Fields fields={who} />
      <h3>What it may</h3>
      <Fields fields={may} />
      <h3>Tee</h3>
      <Fields fields={line} />
    </aside>
  );
}

type Tee = NonNullable<NonNullable<Device["heard"]>["tee"]>;

function lineWords({ since, until, lines }: Tee): string {
  const nth =
    lines === 1
      ? "its first"
      : `its ${lines}th`.replace(/(?<!1)([123])th$/, (_all, n) => `${n}${["st", "nd", "rd"][Number(n) - 1]}`);
  return until === null
    ? `open since ${clockTime(since)}, ${nth}`
    : `ended ${clockTime(until)}, ${nth} since the relay began`;
}

function resumedWords({ resumedFrom, spooled }: Tee): string {
  const behind = resumedFrom === 0 ? "from the beginning of its boot" : `behind #${resumedFrom}`;
  return spooled === 0 ? behind : `${behind}; it had ${spooled.toLocaleString("en")} frames kept`;
}

function droppedWords(dropped: number): string {
  return dropped === 0 ? "none" : `${dropped.toLocaleString("en")} frames, counted by its tee when it had no room`;
}

function missingWords(missing: number | undefined): string {
  if (missing === undefined) return "–";
  return missing === 0 ? "none" : `${missing.toLocaleString("en")} frames never came, and nobody says why`;
}

function dated(ms: number): string {
  return new Date(ms).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}
