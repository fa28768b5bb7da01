import type { Page } from "playwright";

/** What the probe leaves behind in a page; it looks from outside, by what any reader sees. */
interface Probed {
  /** Milliseconds since the navigation began, when the first of these stood in the page. */
  firstSeen: Record<string, number>;
  /** Milliseconds between one painted frame and the next, while it is asked to count. */
  frames: number[];
  isCounting: boolean;
  /** When the last row of the list became another, by the wall clock, and its entry. */
  rows: [at: number, entry: number][];
  /** When the page had taken in what its socket handed it, by the wall clock, and the last entry of it. */
  stored: [at: number, entry: number][];
}

declare global {
  interface Window {
    probed: Probed;
  }
}

/** Puts the probe into every page of a context, before anything of the page runs. */
export async function probe(page: Page, selectors: readonly string[]): Promise<void> {
  await page.addInitScript((wanted) => {
    const probed: Probed = { firstSeen: {}, frames: [], isCounting: false, rows: [], stored: [] };
    window.probed = probed;
    let [last, lastRow, handed] = [0, 0, 0];
    // The socket's thread is told of each message once it is taken in.
    window.Worker = class extends Worker {
      constructor(...given: ConstructorParameters<typeof Worker>) {
        super(...given);
        this.addEventListener("message", ({ data: { data } }: MessageEvent<{ data?: string }>) => {
          const at = data?.lastIndexOf('"entry":') ?? -1;
          if (at >= 0) handed = Number.parseInt(data?.slice(at + '"entry":'.length) ?? "", 10);
        });
      }
      override postMessage(message: { read?: number }): void {
        super.postMessage(message);
        if (message.read !== undefined && handed > 0)
          probed.stored.push([performance.timeOrigin + performance.now(), handed]);
      }
    };
    const look = (now: number) => {
      for (const selector of wanted)
        if (probed.firstSeen[selector] === undefined && document.querySelector(selector) !== null)
          probed.firstSeen[selector] = performance.now();
      if (probed.isCounting) probed.frames.push(now - last);
      last = now;
      const rows = document.querySelectorAll("[role=option][data-entry]");
      const entry = Number(rows[rows.length - 1]?.getAttribute("data-entry") ?? 0);
      if (entry > lastRow) {
        lastRow = entry;
        probed.rows.push([performance.timeOrigin + performance.now(), entry]);
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, selectors);
}

/** The intervals between frames while something goes on, in milliseconds. */
export async function framesWhile(page: Page, run: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    window.probed.frames = [];
    window.probed.isCounting = true;
  });
  await run();
  return await page.evaluate(() => {
    window.probed.isCounting = false;
    // The first interval began before anybody counted.
    return window.probed.frames.slice(1);
  });
}

/** The last entry that the list shows; it follows the latest. */
export async function lastRow(page: Page): Promise<number> {
  return await page.evaluate(() => window.probed.rows.at(-1)?.[1] ?? 0);
}

/** Bytes of the page's heap that are in use, after what is nobody's any more has been collected. */
export async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize;
}
