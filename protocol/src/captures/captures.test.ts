import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildFrame } from "../testing/index.ts";
import { captureFormatVersion } from "../version.ts";
import { type CapturedFrame, CaptureReader, lineBytes } from "./capture-reader.ts";
import { type CaptureAbout, CaptureWriter } from "./capture-writer.ts";
import { LineCutter } from "./line-cutter.ts";

const about: CaptureAbout = {
  devices: [{ deviceId: "phone0001", role: "phone" }],
  clockSamples: [],
  redaction: "none",
};

/** The text of a capture of so many frames. */
function write(count: number, more: Partial<CaptureAbout> = {}): string {
  const writer = new CaptureWriter();
  let text = writer.header({ ...about, ...more });
  for (let n = 1; n <= count; n++) text += writer.frame(1_000 + n, JSON.stringify(buildFrame({ traceSeq: n })));
  return text + writer.trailer();
}

function read(pieces: readonly string[], cut?: string) {
  const reader = new CaptureReader();
  const frames: CapturedFrame[] = [];
  for (const piece of pieces) frames.push(...reader.push(piece));
  frames.push(...reader.end(cut));
  return { frames, ...{ report: reader.report() } };
}

test("[CAP-1] what was written is read: the header, each frame as the very text it was, and nothing is missing", () => {
  const { frames, report } = read([write(3, { counts: { frames: 3, sessions: 0 } })]);
  expect(frames.map(({ receivedAt }) => receivedAt)).toEqual([1_001, 1_002, 1_003]);
  expect(frames.map(({ text }) => text)).toEqual([1, 2, 3].map((traceSeq) => JSON.stringify(buildFrame({ traceSeq }))));
  expect(frames[1]?.frame).toEqual(buildFrame({ traceSeq: 2 }));
  expect(report).toMatchObject({ frames: 3, lines: 5, faultCount: 0, missing: [], refusal: null });
  expect(report.header).toMatchObject({ ...about, formatVersion: captureFormatVersion });
});

test("[CAP-1] into whatever pieces the text is cut, the same is read", () => {
  const text = write(4);
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 20 }), (places) => {
      const at = [0, ...places.toSorted((a, b) => a - b), text.length];
      const pieces = at.slice(1).map((end, i) => text.slice(at[i], end));
      expect(read(pieces)).toEqual(read([text]));
    }),
  );
});

test("[CAP-4] a frame whose text has line feeds between its tokens is still one line", () => {
  const spaced = JSON.stringify(buildFrame(), null, 2);
  const writer = new CaptureWriter();
  const text = writer.header(about) + writer.frame(1, spaced) + writer.trailer();
  const { frames, report } = read([text]);
  expect(text.split("\n")).toHaveLength(4);
  expect(frames[0]?.frame).toEqual(buildFrame());
  expect(report.missing).toEqual([]);
});

describe("[CAP-3] cut off anywhere", () => {
  const text = write(3);
  const lines = text.split("\n");

  test("it opens up to the last whole line and says what is missing", () => {
    for (let end = (lines[0] as string).length + 1; end < text.length - 1; end++) {
      const { frames, report } = read([text.slice(0, end)]);
      const whole = text.slice(0, end + 1).split("\n").length - 2;
      expect(frames, `cut at ${end}`).toHaveLength(Math.min(3, whole));
      expect(report.missing.join(), `cut at ${end}`).toMatch(/there is no trailer/);
      expect(report.refusal).toBeNull();
      expect(report.isCut, `cut at ${end}`).toBe(true);
    }
  });

  test("in the middle of a line it names the line, and the count that the header promised", () => {
    const long = write(3, { counts: { frames: 3, sessions: 1 } });
    const { report } = read([long.slice(0, long.indexOf('"traceSeq":3'))]);
    expect(report.missing[0]).toMatch(/^line 4 breaks off after \d+ characters$/);
    expect(report.missing[1]).toContain("after 2 frames of the 3 that the header counts");
    expect(report.faults).toMatchObject([{ line: 4, code: "bad_json" }]);
  });

  test("without its last line feed it is whole all the same", () => {
    expect(read([text.slice(0, -1)]).report).toMatchObject({ frames: 3, missing: [], faultCount: 0 });
  });

  test("why the pieces ended is told first", () => {
    expect(read([text.slice(0, -80)], "the gzip data breaks off").report.missing[0]).toBe("the gzip data breaks off");
  });
});

test("[CAP-4] a bad line is named by number and reason, and those around it are read", () => {
  const lines = write(3).split("\n");
  lines[2] = (lines[2] as string).replace('"traceSeq":2', '"traceSeq":0');
  const { frames, report } = read([lines.join("\n")]);
  expect(frames.map(({ frame }) => frame.traceSeq)).toEqual([1, 3]);
  expect(report.faults).toMatchObject([{ line: 3, code: "bad_shape" }]);
  expect(report.faults[0]?.sentence).toContain("/traceSeq");
  expect(report.isCut).toBe(false);
  expect(report.missing).toEqual([
    "the trailer counts 3 frames; 2 could be read",
    expect.stringMatching(/^the lines sum to [0-9a-f]{16}; the trailer says/),
  ]);
});

test("[CAP-3] a changed letter anywhere before the trailer is noticed", () => {
  const text = write(2);
  const end = text.lastIndexOf('{"kind":"trailer"');
  fc.assert(
    fc.property(fc.nat(end - 2), fc.constantFrom("0", "x", '"', " "), (at, letter) => {
      fc.pre(text[at] !== letter && text[at] !== "\n");
      const { report } = read([text.slice(0, at) + letter + text.slice(at + 1)]);
      expect(report.refusal !== null || report.missing.length > 0).toBe(true);
    }),
  );
});

test("[CAP-1] a newer format, another protocol and another file are refused by name, and nothing is read of them", () => {
  const text = write(1);
  const codeOf = (changed: string) => {
    const { frames, report } = read([changed]);
    expect(frames).toEqual([]);
    return report.refusal?.code;
  };
  expect(codeOf(text.replace('"formatVersion":1', '"formatVersion":2'))).toBe("capture_newer");
  expect(codeOf(text.replace('"protocolVersion":1', '"protocolVersion":2'))).toBe("capture_newer");
  expect(codeOf(text.replace('"protocolVersion":1', '"protocolVersion":0'))).toBe("unsupported_version");
  expect(codeOf(text.replace("lighty-capture", "har"))).toBe("capture_invalid");
  expect(codeOf(text.replace('"redaction":"none"', '"redaction":"some"'))).toBe("capture_invalid");
  expect(codeOf(text.split("\n").slice(1).join("\n"))).toBe("capture_invalid");
  expect(codeOf("")).toBe("capture_invalid");
  expect(codeOf("%PDF-1.7")).toBe("capture_invalid");
});

test("[CAP-4] a line beyond the limit is not kept, and is named", () => {
  const [header, first, second, ...rest] = write(2).split("\n");
  const { frames, report } = read([
    `${header}\n${first}\n{"long":"`,
    "x".repeat(lineBytes),
    `"}\n${second}\n${rest.join("\n")}`,
  ]);
  expect(frames).toHaveLength(2);
  expect(report.faults).toMatchObject([{ line: 3, code: "too_large" }]);
});

test("[CAP-4] a line may be spelled otherwise than ours; a second member does not slip in behind the frame", () => {
  const frame = JSON.stringify(buildFrame());
  const other = JSON.stringify(buildFrame({ traceSeq: 9 }));
  const line = (text: string) => read([new CaptureWriter().header(about), `${text}\n`]);
  expect(line(`{ "receivedAt": 5, "frame": ${frame}, "kind": "frame" }`).frames[0]).toMatchObject({
    receivedAt: 5,
    text: frame,
  });
  const twice = line(`{"kind":"frame","receivedAt":5,"frame":${frame},"frame":${other}}`).frames[0];
  expect(twice?.text).toBe(other);
  expect(twice?.frame.traceSeq).toBe(9);
});

test("[CAP-4] faults are counted, and only the first hundred kept", () => {
  const { report } = read([`${new CaptureWriter().header(about)}${"?\n".repeat(250)}`]);
  expect(report.faultCount).toBe(250);
  expect(report.faults).toHaveLength(100);
});

test("[CAP-4] lines are cut alike wherever the pieces end", () => {
  const cut = (pieces: readonly string[]) => {
    const cutter = new LineCutter(5);
    const lines = pieces.flatMap((piece) => cutter.push(piece));
    return [lines, cutter.end()];
  };
  expect(cut(["a\nb", "c\n\nabcdef\nabcde"])).toEqual([["a", "bc", "", null], "abcde"]);
  expect(cut(["abc", "def", "g\nx\n"])).toEqual([[null, "x"], undefined]);
});
