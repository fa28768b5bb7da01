import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const macApps = ["Google Chrome.app/Contents/MacOS/Google Chrome", "Chromium.app/Contents/MacOS/Chromium"];

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The browser that end-to-end tests drive, or undefined where there is none. LIGHTY_CHROMIUM names one outright.
 * @returns {string | undefined}
 */
export function findChromium(env = process.env) {
  if (env.LIGHTY_CHROMIUM) return isExecutable(env.LIGHTY_CHROMIUM) ? env.LIGHTY_CHROMIUM : undefined;
  const folders = ["/usr/bin", "/usr/local/bin", "/snap/bin", ...(env.PATH ?? "").split(delimiter).filter(Boolean)];
  const places = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...places, ...macApps.map((app) => join("/Applications", app))].find(isExecutable);
}

/** The switches under which Chromium runs as root, without a GPU and without calling home. */
export const chromiumSwitches = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
