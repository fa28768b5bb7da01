import { type CaptureHeader, type Frame, hash64, hex, particularsOf } from "@lighty/protocol";
import { Alignment, crossingOf } from "./aligned.ts";
import type { Frames } from "./bridges.ts";

const kinds = { local: 1, sent: 4, received: 5 } as const;

/**
 * OTLP's JSON, a request a line, as the collector's file exporter writes it: a span a frame. What was sent and what was received of it are one
 * trace, the second the child of the first.
 */
export async function* otlpLines(header: CaptureHeader, frames: Frames): AsyncGenerator<string> {
  const alignment = new Alignment(header);
  for await (const batch of frames) {
    const byDevice = new Map<string, { frame: Frame; spans: object[] }>();
    for (const { frame } of batch) {
      const { deviceId } = frame.observer;
      const own = byDevice.get(deviceId) ?? { frame, spans: [] };
      byDevice.set(deviceId, own);
      own.spans.push(spanOf(frame, alignment.at(frame)));
    }
    const resourceSpans = [...byDevice.values()].map(({ frame: { observer }, spans }) => ({
      resource: {
        attributes: attributesOf({
          "service.name": `lighty-${observer.role}`,
          "service.instance.id": observer.deviceId,
        }),
      },
      scopeSpans: [{ scope: { name: "lighty" }, spans }],
    }));
    if (resourceSpans.length > 0) yield `${JSON.stringify({ resourceSpans })}\n`;
  }
}

function spanOf(frame: Frame, at: number): object {
  const { observer, bootId, traceSeq, direction, transport, verdict, verdicts, sizeBytes, queueDepth, body } = frame;
  const key = `${observer.deviceId} ${bootId} ${traceSeq}`;
  const crossing = direction === "local" ? hex(hash64(key)) : crossingOf(frame);
  const { kind, names } = particularsOf(body);
  const nanoseconds = `${at}000000`;
  const sentence = verdicts?.find((each) => each.verdict === "rejected")?.sentence;
  return {
    traceId: hex(hash64(`trace ${crossing}`)) + crossing,
    // The sender's span is named after its crossing, so that the receiver's can name its parent without having met it.
    spanId: direction === "sent" ? crossing : hex(hash64(key)),
    ...(direction === "received" ? { parentSpanId: crossing } : {}),
    name: `${direction} ${names[0] ?? kind}`,
    kind: kinds[direction],
    startTimeUnixNano: nanoseconds,
    endTimeUnixNano: nanoseconds,
    attributes: attributesOf({
      "lighty.boot_id": bootId,
      "lighty.trace_seq": traceSeq,
      "lighty.kind": kind,
      "lighty.events": names.join(" "),
      "messaging.system": transport,
      "messaging.message.body.size": sizeBytes,
      "lighty.verdict": verdict,
      "lighty.queue_depth": queueDepth,
    }),
    status: verdict === "rejected" ? { code: 2, message: sentence ?? "" } : {},
  };
}

function attributesOf(values: Readonly<Record<string, string | number | undefined>>): object[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (value === undefined || value === "") return [];
    return [{ key, value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value } }];
  });
}
