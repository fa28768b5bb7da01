/** Numbers, spans and dates as the lifter's language writes them; the words around them are the screens'. */
export class Figures {
  readonly #decimals: Intl.NumberFormat;
  readonly #whole: Intl.NumberFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #dayShort: Intl.DateTimeFormat;
  readonly #month: Intl.DateTimeFormat;
  readonly #time: Intl.DateTimeFormat;

  /** `locale` is a tag of BCP 47; `timeZone` the system's unless told. */
  constructor(locale: string, timeZone?: string) {
    const zone = timeZone === undefined ? {} : { timeZone };
    this.#decimals = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
    this.#whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
    this.#day = new Intl.DateTimeFormat(locale, {
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      ...zone,
    });
    this.#dayShort = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", ...zone });
    this.#month = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", ...zone });
    this.#time = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", ...zone });
  }

  /** Without a fraction where there is none: 100, 82.5, 81.25. */
  number(value: number): string {
    return this.#decimals.format(value);
  }

  /** To the nearest whole one. */
  rounded(value: number): string {
    return this.#whole.format(value);
  }

  /** Minutes and seconds, hours where there are some: 0:07, 12:30, 1:02:03. */
  span(ms: number): string {
    const seconds = Math.floor(Math.max(0, ms) / 1_000);
    const two = (n: number) => String(n).padStart(2, "0");
    const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
    return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  }

  /** What is left: the last second is counted to its end. [DRV-2] */
  left(ms: number): string {
    return this.span(Math.max(0, ms) + 999);
  }

  /** Milliseconds since the epoch. */
  day(ms: number): string {
    return this.#day.format(ms);
  }

  dayShort(ms: number): string {
    return this.#dayShort.format(ms);
  }

  month(ms: number): string {
    return this.#month.format(ms);
  }

  time(ms: number): string {
    return this.#time.format(ms);
  }

  /** What was typed, in hundredths at most; the last point or comma is the decimal one. Undefined when it is no number, or below nothing. */
  read(text: string): number | undefined {
    const typed = text.replaceAll(/[\s'’]/g, "");
    const match = /^(\d[\d.,]*)?(?:[.,](\d*))?$/.exec(typed);
    if (match === null || typed === "" || !/\d/.test(typed)) return undefined;
    const cut = Math.max(typed.lastIndexOf("."), typed.lastIndexOf(","));
    const [whole, part] = cut === -1 ? [typed, ""] : [typed.slice(0, cut), typed.slice(cut + 1)];
    const value = Number(`${whole.replaceAll(/[.,]/g, "") || "0"}.${part || "0"}`);
    return Math.round(value * 100) / 100;
  }
}
