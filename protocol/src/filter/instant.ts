const pattern = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?)?Z?$/i;

/** Milliseconds since 1970 of a time in UTC, or of a number of milliseconds; undefined when it is neither. */
export function instantOf(text: string): number | undefined {
  if (/^\d{1,14}$/.test(text)) return Number(text);
  const parts = pattern.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0)) as number[];
  const isTime = isDay(year as number, month as number, day as number) && isWithin(hour, 23) && isWithin(minute, 59);
  if (!isTime || !isWithin(second, 59)) return undefined;
  const days = daysSinceEpoch(year as number, month as number, day as number);
  const seconds = ((days * 24 + (hour as number)) * 60 + (minute as number)) * 60 + (second as number);
  return seconds * 1_000 + Number((parts[7] ?? "0").padEnd(3, "0"));
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDay(year: number, month: number, day: number): boolean {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const most = (monthDays[month - 1] ?? 0) + (month === 2 && isLeap ? 1 : 0);
  return year >= 1970 && day >= 1 && day <= most;
}

function isWithin(value: number | undefined, most: number): boolean {
  return value !== undefined && value <= most;
}

/** By the proleptic Gregorian calendar, with years that begin in March so that a leap day is a year's last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const ofYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + ofYear - 719_468;
}
