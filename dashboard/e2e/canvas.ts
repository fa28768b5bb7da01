import type { VerdictWord } from "@lighty/protocol";
import type { Page } from "playwright";

/** How many crossings the timeline says it shows. */
export async function crossingsInSight(page: Page): Promise<number> {
  const label = await page.getByRole("img", { name: /^Timeline: / }).getAttribute("aria-label");
  return Number(/\d+/.exec(label ?? "")?.[0] ?? 0);
}

/** Clicks where the timeline shows the colour of a verdict, as an eye would find it: in the middle of the largest run of its pixels. */
export async function clickColour(page: Page, verdict: VerdictWord): Promise<void> {
  const place = await page.evaluate(placeOfColour, `var(--${verdict})`);
  if (place === null) throw new Error(`the timeline shows nothing that is ${verdict}`);
  await page.mouse.click(place.x, place.y);
}

/** Runs in the page. */
function placeOfColour(colour: string): { x: number; y: number } | null {
  const canvas = document.querySelector<HTMLCanvasElement>("[aria-label=Timeline] canvas");
  const brush = canvas?.getContext("2d");
  if (!canvas || !brush) return null;
  const probe = document.body.appendChild(document.createElement("span"));
  probe.style.color = colour;
  const [red, green, blue] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
  probe.remove();
  const { data, width, height } = brush.getImageData(0, 0, canvas.width, canvas.height);
  let best = { length: 2, x: 0, y: 0 };
  for (let y = 0; y < height; y++) {
    let length = 0;
    for (let x = 0; x < width; x++) {
      const i = (y * width + x) * 4;
      length = data[i] === red && data[i + 1] === green && data[i + 2] === blue && data[i + 3] === 255 ? length + 1 : 0;
      if (length > best.length) best = { length, x: x - length / 2, y };
    }
  }
  if (best.length === 2) return null;
  const box = canvas.getBoundingClientRect();
  const dots = canvas.width / box.width;
  return { x: box.left + best.x / dots, y: box.top + (best.y + 0.5) / dots };
}
