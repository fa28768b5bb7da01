const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a stretch of time as it is written on a command line (250ms, 90s, 1.5m, 2h); null when it is none. */
export function spanOf(text: string): number | null {
  const [, digits, unit = ""] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/.exec(text) ?? [];
  return digits === undefined ? null : Math.round(Number(digits) * (units[unit] as number));
}
