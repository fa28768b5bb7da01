import { describe, expect, test } from "vitest";
import { Envelope, envelopes, ForeignEnvelope, isEventType, isKnown, schemaOf } from "./envelope.ts";
import { EventType, payloads } from "./event.ts";
import { Pen } from "./testing/index.ts";

describe("kinds of events", () => {
  test("[ENV-1] every kind has an envelope that names it, and all but health_update a seq", () => {
    expect(Object.keys(envelopes)).toEqual(Object.keys(payloads));
    for (const [kind, schema] of Object.entries(envelopes)) {
      expect(schema.shape.eventType.value).toBe(kind);
      expect("seq" in schema.shape, kind).toBe(kind !== "health_update");
    }
  });

  test.each(["constructor", "toString", "hasOwnProperty", "__proto__", "setUpdated", ""])(
    "[EVT-10] %j is no kind of this version",
    (name) => {
      expect(isEventType(name)).toBe(false);
      expect(EventType.safeParse(name).success).toBe(false);
      expect(schemaOf(name)).toBe(ForeignEnvelope);
    },
  );

  test("[EVT-10] a known kind is known, another is not, and each is explained by its own schema", () => {
    const pen = new Pen();
    expect(isKnown(pen.discarded())).toBe(true);
    expect(isKnown(pen.writeForeign("superset_linked", {}))).toBe(false);
    expect(schemaOf("set_updated")).toBe(envelopes.set_updated);
    expect(schemaOf(undefined)).toBe(ForeignEnvelope);
  });

  test("[EVT-10] a known kind whose payload does not fit cannot hide among the unknown ones", () => {
    const event = { ...new Pen().weight("squat.1", 100), payload: { anything: true } };
    expect(ForeignEnvelope.safeParse(event).success).toBe(true);
    expect(Envelope.safeParse(event).success).toBe(false);
  });

  test("[ENV-7] unknown keys are no reason to refuse", () => {
    expect(Envelope.safeParse({ ...new Pen().discarded(), zone: 5, payload: { why: "tired" } }).success).toBe(true);
  });
});
