import { type CaptureHeader, explain, type Frame, particularsOf, type SessionSummary } from "@lighty/protocol";
import { type CaptureSummary, Summing } from "@lighty/protocol/captures";
import { Alignment } from "./aligned.ts";
import type { Frames } from "./bridges.ts";

/** A page with more rows is slow in any browser; what is left out is said. */
const mostRows = 20_000;

/** Nothing runs and nothing is fetched: the page is this text. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * One page that opens from a disk: what took part, what was found, and every frame with its verdicts in words. It has no script. It is
 * written as the frames come, so what sums them up stands last in the file, and style brings it to the top.
 */
export async function* htmlReport(header: CaptureHeader, frames: Frames): AsyncGenerator<string> {
  const alignment = new Alignment(header);
  const summing = new Summing();
  let rows = 0;
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>Lighty capture</title>
<style>${style}</style>
</head>
<body>
<main>
<section id="frames">
<h2>Frames</h2>
<div class="scroll"><table>
<thead><tr><th>#</th><th>Time</th><th>Device</th><th>Way</th><th>What</th><th>Verdict</th></tr></thead>
<tbody>
`;
  for await (const batch of frames) {
    summing.add(batch);
    let text = "";
    for (const { frame } of batch) {
      rows += 1;
      if (rows <= mostRows) text += rowOf(rows, frame, alignment.at(frame));
    }
    if (text !== "") yield text;
  }
  const leftOut = rows > mostRows ? `<p class="note">${rows - mostRows} further frames are not shown.</p>` : "";
  yield `</tbody>
</table></div>${leftOut}
</section>
${overview(header, summing.value())}
</main>
</body>
</html>
`;
}

function rowOf(n: number, frame: Frame, at: number): string {
  const { observer, direction, transport, verdict, verdicts = [], body, redacted } = frame;
  const { kind, names } = particularsOf(body);
  const way = direction === "local" ? "made here" : `${direction} by ${transport ?? "?"}`;
  const sentences = verdicts.map((each) => `<li>${asText(explain(each))}</li>`).join("");
  const why = sentences === "" ? "" : `<ul>${sentences}</ul>`;
  const note = redacted ? " <i>redacted</i>" : "";
  return `<tr id="f${n}"><td>${n}</td><td>${time(at)}</td><td class="${observer.role}">${observer.role}</td><td>${way}</td><td><details><summary>${asText(names.join(", ") || kind)}${note}</summary>${why}<pre>${asText(pretty(body))}</pre></details></td><td class="v-${verdict ?? "none"}">${verdict ?? ""}</td></tr>
`;
}

function overview(header: CaptureHeader, summary: CaptureSummary): string {
  const { devices, frames, duplicates, firstObservedAt, sessions } = summary;
  const began = firstObservedAt === null ? "" : `, from ${new Date(firstObservedAt).toISOString()}`;
  const left = header.redaction === "none" ? "nothing was left out" : `left out: ${header.redaction}`;
  const deviceRows = devices.map(({ deviceId, role, frames: own, boots, builds, dropped, holes }) => {
    const missing = holes.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    const cells = [role, deviceId, builds.join(", "), own, boots, dropped, missing];
    return `<tr>${cells.map((cell) => `<td>${asText(String(cell))}</td>`).join("")}</tr>`;
  });
  return `<header>
<h1>Lighty capture</h1>
<p>${frames} frames${duplicates > 0 ? `, ${duplicates} of them twice` : ""}${began}; ${left}. Times are UTC.</p>
<table><thead><tr><th>Role</th><th>Device</th><th>Builds</th><th>Frames</th><th>Starts</th><th>Dropped</th><th>Missing</th></tr></thead>
<tbody>${deviceRows.join("")}</tbody></table>
${sessions.map(sessionOf).join("\n")}
</header>`;
}

function sessionOf({ sessionId, routineName, status, verdicts, findings }: SessionSummary): string {
  const counted = Object.entries(verdicts).map(
    ([word, count]) => `<span class="v-${asText(word)}">${count} ${asText(word)}</span>`,
  );
  const found = findings.map(
    ({ severity, rule, sentence, entries }) =>
      `<li class="s-${severity}"><b>${severity}</b> ${asText(sentence)} <small>${asText(rule)}</small> ${entries
        .slice(0, 5)
        .map((entry) => `<a href="#f${entry}">#${entry}</a>`)
        .join(" ")}</li>`,
  );
  const findingList = found.length === 0 ? "<p>Nothing was found.</p>" : `<ul class="findings">${found.join("")}</ul>`;
  return `<article><h2>${asText(routineName ?? "A session without a start")} <small>${asText(sessionId)}, ${status}</small></h2>
<p class="verdicts">${counted.join(" ") || "no verdict yet"}</p>
${findingList}</article>`;
}

function time(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 1);
  } catch {
    return body;
  }
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text of a device, as text: no mark-up, and nothing that turns the reading direction round. */
function asText(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (found) => entities[found] as string)
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, (found) => `\\u${found.charCodeAt(0).toString(16)}`);
}

const style = `
:root { color-scheme: light dark; font: 14px/1.45 system-ui, sans-serif; }
body { margin: 0; }
main { display: flex; flex-direction: column; max-width: 76rem; margin: 0 auto; padding: 1rem; }
header { order: -1; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 1.25rem 0 .25rem; }
small { font-weight: normal; opacity: .7; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; position: sticky; top: 0; background: Canvas; }
th, td { padding: .2rem .5rem; border-bottom: 1px solid color-mix(in srgb, CanvasText 15%, Canvas); vertical-align: top; }
td:first-child { font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .25rem 0; font: 12px/1.4 ui-monospace, monospace; max-width: 60rem; }
summary { cursor: pointer; }
tr:target { outline: 2px solid Highlight; }
.verdicts span { margin-right: .75rem; }
.phone { color: light-dark(#1d4ed8, #93c5fd); } .watch { color: light-dark(#7c3aed, #c4b5fd); }
.v-superseded, .v-partly_applied, .s-warning b { color: light-dark(#b45309, #fbbf24); }
.v-rejected, .v-foreign, .s-error b { color: light-dark(#b91c1c, #fca5a5); }
.findings { padding-left: 1.2rem; }
`;
