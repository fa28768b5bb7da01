import type { VerifiedFile } from "./verified-file.ts";

/** A way to tell how captures came out: a text for each as it is done, and one for all at the end. */
export interface Reporter {
  file(file: VerifiedFile): string;
  end(files: readonly VerifiedFile[]): string;
}

/** Paints, or does not. */
export type Paint = (style: "green" | "red" | "yellow" | "dim", text: string) => string;

/** A capture that is red as expected counts as passed where that was asked for. */
export function isFailed({ outcome }: VerifiedFile, passesKnownRed: boolean): boolean {
  return outcome === "red" || outcome === "invalid" || (outcome === "known_red" && !passesKnownRed);
}

export const reporterNames = ["human", "json", "junit", "tap", "github"] as const;
export type ReporterName = (typeof reporterNames)[number];

/** Builds a reporter; `passesKnownRed` as in `isFailed`. */
export function buildReporter(name: ReporterName, passesKnownRed: boolean, paint: Paint): Reporter {
  const failed = (file: VerifiedFile) => isFailed(file, passesKnownRed);
  switch (name) {
    case "human":
      return human(failed, paint);
    case "json":
      return { file: (file) => `${JSON.stringify(plain(file))}\n`, end: () => "" };
    case "junit":
      return { file: () => "", end: (files) => junit(files, failed) };
    case "tap":
      return tap(failed);
    case "github":
      return github(failed);
  }
}

/** A file's outcome for programs; what lies around a problem is in the capture. */
export function plain({ around: _, ...file }: VerifiedFile): Omit<VerifiedFile, "around"> {
  return { ...file, tookMs: Math.round(file.tookMs) };
}

function human(failed: (file: VerifiedFile) => boolean, paint: Paint): Reporter {
  const words = { green: "green", red: "red", known_red: "red as expected", invalid: "unreadable" };
  return {
    file: (file) => {
      const { path, outcome, frames, tookMs, problems, notes } = file;
      const style = failed(file) ? "red" : outcome === "green" ? "green" : "yellow";
      const head = `${paint(style, words[outcome])}  ${path}  ${paint("dim", `${frames} frames, ${tookMs.toFixed(0)} ms`)}\n`;
      const lines = problems.flatMap(({ sentence, again }) => [
        `    ${sentence}\n`,
        ...(again === undefined ? [] : [`    again: ${again}\n`]),
      ]);
      return head + lines.join("") + notes.map((note) => `    ${paint("dim", note)}\n`).join("");
    },
    end: (files) => `${summary(files, failed)}\n`,
  };
}

export function summary(files: readonly VerifiedFile[], failed: (file: VerifiedFile) => boolean): string {
  const count = (outcome: VerifiedFile["outcome"]) => files.filter((file) => file.outcome === outcome).length;
  const parts = [`${count("green")} green`, `${count("red")} red`];
  if (count("known_red") > 0) parts.push(`${count("known_red")} red as expected`);
  if (count("invalid") > 0) parts.push(`${count("invalid")} unreadable`);
  const frames = files.reduce((sum, file) => sum + file.frames, 0);
  return `${files.length} captures, ${frames} frames: ${parts.join(", ")}; ${files.filter(failed).length} failed`;
}

function tap(failed: (file: VerifiedFile) => boolean): Reporter {
  let n = 0;
  return {
    file: (file) => {
      n++;
      const head = n === 1 ? "TAP version 14\n" : "";
      const line = `${failed(file) ? "not ok" : "ok"} ${n} - ${escapeTap(file.path)}${file.outcome === "known_red" && !failed(file) ? " # TODO red as expected" : ""}\n`;
      if (file.problems.length === 0) return head + line;
      const said = file.problems
        .map(({ kind, sentence }) => `    - ${JSON.stringify(`${kind}: ${sentence}`)}\n`)
        .join("");
      return `${head}${line}  ---\n  problems:\n${said}  ...\n`;
    },
    end: (files) => `1..${files.length}\n`,
  };
}

function escapeTap(text: string): string {
  return text.replaceAll(/[\\#]/g, (found) => `\\${found}`);
}

function junit(files: readonly VerifiedFile[], failed: (file: VerifiedFile) => boolean): string {
  const seconds = (ms: number) => (ms / 1000).toFixed(3);
  const cases = files.map((file) => {
    const { path, tookMs, problems } = file;
    const head = `  <testcase classname="lighty.verify" name="${escapeXml(path)}" time="${seconds(tookMs)}"`;
    if (!failed(file)) return `${head}/>\n`;
    const [first] = problems;
    const all = problems.map(({ kind, sentence, again }) => `${kind}: ${sentence}${again ? `\nagain: ${again}` : ""}`);
    return `${head}>\n    <failure message="${escapeXml(first?.sentence ?? "")}">${escapeXml(all.join("\n"))}</failure>\n  </testcase>\n`;
  });
  const took = files.reduce((sum, { tookMs }) => sum + tookMs, 0);
  const head = `<testsuite name="lighty verify" tests="${files.length}" failures="${files.filter(failed).length}" time="${seconds(took)}">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${cases.join("")}</testsuite>\n`;
}

/** Also without the control characters that no XML may hold. */
export function escapeXml(text: string): string {
  const safe = text.replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");
  const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return safe.replaceAll(/[&<>"']/g, (found) => names[found] as string);
}

/** Annotations of a GitHub workflow. */
function github(failed: (file: VerifiedFile) => boolean): Reporter {
  const data = (text: string) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  const property = (text: string) => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
  return {
    file: (file) => {
      const level = failed(file) ? "error" : "notice";
      return file.problems
        .map(({ kind, sentence, entry, again }) => {
          // The header is line 1, so entry n stands in line n + 1.
          const line = entry === undefined ? "" : `,line=${entry + 1}`;
          const more = again === undefined ? "" : `\nagain: ${again}`;
          return `::${level} file=${property(file.path)}${line},title=${property(`lighty verify: ${kind}`)}::${data(sentence + more)}\n`;
        })
        .join("");
    },
    end: (files) => `${summary(files, failed)}\n`,
  };
}
