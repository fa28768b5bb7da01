import {
  checkShape,
  parseJson,
  protocolVersion,
  type Rejection,
  reject,
  TeeClock,
  TeeHello,
  TeePing,
} from "@lighty/protocol";
import { teeMessageBytes } from "@lighty/protocol/tee";
import type { z } from "zod";
import { cutMessage } from "./cut.ts";

/** What a device said: frames still as text, the small messages read and checked. */
export type Said =
  | { type: "hello"; hello: z.infer<typeof TeeHello> }
  | { type: "frames"; texts: string[] }
  | { type: "ping"; sentAt: number }
  | { type: "clock"; stamps: z.infer<typeof TeeClock> }
  | { type: "refused"; rejection: Rejection };

/** Reads one message of a tee socket; never throws. [TEE-4] [BND-1] */
export function readMessage(text: string): Said {
  const cut = cutMessage(text);
  if (cut?.type === '"frames"' && cut.frames !== null && cut.frames.length > 0)
    return { type: "frames", texts: cut.frames };
  const json = parseJson(text, teeMessageBytes);
  if (!json.ok) return { type: "refused", rejection: json.rejection };
  const { type, v } = (json.value ?? {}) as { type?: unknown; v?: unknown };
  switch (type) {
    case "hello": {
      if (v !== protocolVersion) {
        const sentence = `the hello is of version ${JSON.stringify(v)}; this relay understands version ${protocolVersion}`;
        return { type: "refused", rejection: reject("unsupported_version", sentence) };
      }
      const hello = checkShape(TeeHello, json.value);
      return hello.ok ? { type, hello: hello.value } : { type: "refused", rejection: hello.rejection };
    }
    case "ping": {
      const ping = checkShape(TeePing, json.value);
      return ping.ok ? { type, sentAt: ping.value.sentAt } : { type: "refused", rejection: ping.rejection };
    }
    case "clock": {
      const stamps = checkShape(TeeClock, json.value);
      return stamps.ok ? { type, stamps: stamps.value } : { type: "refused", rejection: stamps.rejection };
    }
    case "frames":
      return { type: "refused", rejection: reject("bad_shape", "frames: a list with at least one frame is expected") };
    default: {
      const said = typeof type === "string" ? `type ${JSON.stringify(type.slice(0, 40))}` : "no type";
      const sentence = `the message has ${said}; a device says hello, frames, ping or clock`;
      return { type: "refused", rejection: reject("bad_shape", sentence) };
    }
  }
}
