import { escapeXml, isFailed, summary } from "./reporters.ts";
import type { VerifiedFile } from "./verified-file.ts";

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
h1{font-size:1.3rem}h2{font-size:1.05rem;margin:2rem 0 .3rem;overflow-wrap:anywhere}
.red,.invalid{border-left:.4rem solid #c4372f;padding-left:1rem}.green{border-left:.4rem solid #2c8a4b;padding-left:1rem}
.known_red{border-left:.4rem solid #b7791f;padding-left:1rem}
li{margin:.3rem 0;overflow-wrap:anywhere}code,pre{font:13px/1.4 ui-monospace,monospace}
pre{overflow:auto;max-height:24rem;padding:.6rem;background:#8882;border-radius:.3rem}
summary{cursor:pointer}.at{font-weight:700}`;

/** What failed, as one page that opens without a server: no script, nothing fetched, and all that devices wrote shown as text. */
export function failurePage(files: readonly VerifiedFile[], passesKnownRed: boolean): string {
  const failed = (file: VerifiedFile) => isFailed(file, passesKnownRed);
  const sections = files.toSorted((a, b) => Number(failed(b)) - Number(failed(a))).map(section);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>lighty verify</title>
<style>${style}</style>
</head>
<body>
<h1>lighty verify</h1>
<p>${escapeXml(summary(files, failed))}.</p>
${sections.join("\n")}
</body>
</html>
`;
}

const words = { green: "green", red: "red", known_red: "red as expected", invalid: "unreadable" };

function section({ path, outcome, frames, problems, notes, around }: VerifiedFile): string {
  const items = problems.map(({ kind, sentence, again }) => {
    const command = again === undefined ? "" : `<br>again: <code>${escapeXml(again)}</code>`;
    return `<li><b>${kind}</b>: ${escapeXml(sentence)}${command}</li>`;
  });
  const at = problems.find(({ entry }) => entry !== undefined)?.entry;
  const frameList = around.map(({ entry, frame }) => {
    const { observer, direction, transport = "", verdict = "" } = frame;
    const line = `entry ${entry}: ${observer.role} ${direction} ${transport} ${verdict}`;
    const isIt = entry === at;
    return `<details${isIt ? " open" : ""}><summary${isIt ? ' class="at"' : ""}>${escapeXml(line)}</summary><pre>${escapeXml(pretty(frame))}</pre></details>`;
  });
  return `<section class="${outcome}">
<h2>${escapeXml(path)}: ${words[outcome]}</h2>
<p>${frames} frames</p>
<ul>${[...items, ...notes.map((note) => `<li>${escapeXml(note)}</li>`)].join("\n")}</ul>
${frameList.join("\n")}
</section>`;
}

/** The body unpacked where it is JSON, so that it can be read. */
function pretty({ body, ...frame }: { body: string }): string {
  try {
    return JSON.stringify({ ...frame, body: JSON.parse(body) as unknown }, null, 2);
  } catch {
    return JSON.stringify({ ...frame, body }, null, 2);
  }
}
