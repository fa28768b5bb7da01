import { type Difference, differences, Receipts } from "@lighty/protocol/captures";
import { z } from "zod";
import { openInput, partialOption } from "../capture-input.ts";
import { command } from "../command.ts";
import { misuse } from "../errors.ts";
import type { Terminal } from "../terminal.ts";
import { count, plain } from "../words.ts";

const event = { role: z.string(), sessionId: z.string(), eventId: z.string() };
const words = z.array(z.string());
const Line = z.union([
  z.object({ ...event, is: z.enum(["missing", "extra"]), verdicts: words }),
  z.object({ ...event, is: z.literal("verdict"), before: words, after: words }),
  z.object({ ...event, is: z.literal("order"), before: z.int(), after: z.int() }),
  z.object({
    is: z.literal("register"),
    device: z.string(),
    sessionId: z.string(),
    register: z.string(),
    before: z.json().optional(),
    after: z.json().optional(),
  }),
]);

export const spec = command({
  group: "Captures",
  summary: "Tell where two captures part, or two places of one",
  description:
    "Two captures are aligned by event: what each device received, in what order, and what became of it. An event is named by its session, its id, and the role of the device that received it. Of one capture, --at and --and name two frames by their place, and what each device's registers became between them is told. Ends with 1 when there is a difference.",
  arguments: {
    before: { summary: "a capture; - is stdin", completes: "file" },
    after: { summary: "another capture", isOptional: true, completes: "file" },
  },
  options: {
    at: {
      type: "number",
      placeholder: "frame",
      min: 0,
      max: 1e9,
      isWhole: true,
      summary: "of one capture: the state after that frame",
    },
    and: {
      type: "number",
      placeholder: "frame",
      min: 0,
      max: 1e9,
      isWhole: true,
      summary: "and the state after that one",
    },
    partial: partialOption,
  },
  examples: [
    ["diff recorded.ndjson.gz replayed.ndjson.gz", "which events fared otherwise"],
    ["diff gym.ndjson.gz --at 120 --and 180", "what became of each device's registers in between"],
  ],
  exits: ["capture"],
  json: { schema: Line, isLines: true },
  run: async ({ arguments: { before, after }, options: { at, and, partial }, terminal }) => {
    const isOne = after === undefined;
    if (isOne !== (at !== undefined && and !== undefined) || (at === undefined) !== (and === undefined))
      throw misuse("name two captures, or one with --at and --and", "lighty diff --help");
    if (before === "-" && after === "-") throw misuse("stdin can be one of the two");
    const open = (path: string) => openInput(path, partial, (text) => terminal.say(text));
    const read = async (path: string) => {
      const receipts = new Receipts();
      for await (const batch of (await open(path)).frames()) for (const { frame } of batch) receipts.add(frame);
      return receipts;
    };
    if (isOne) {
      const { registerChanges } = await import("../../captures/register-changes.ts");
      const changes = await registerChanges((await open(before)).frames(), at as number, and as number);
      for (const change of changes) {
        if (terminal.isJson) terminal.printJson({ is: "register", ...change });
        else {
          const { device, sessionId, register, before: was, after: is } = change;
          terminal.print(plain(`${device} ${sessionId} ${register}: ${shown(was)} -> ${shown(is)}`));
        }
      }
      if (!terminal.isJson) terminal.say(`${count(changes.length, "register")} changed`);
      return changes.length === 0 ? "ok" : "mismatch";
    }
    const found = differences(await read(before), await read(after));
    for (const difference of found) tell(terminal, difference);
    if (!terminal.isJson) terminal.say(found.length === 0 ? "no difference" : count(found.length, "difference"));
    return found.length === 0 ? "ok" : "mismatch";
  },
});

function tell(terminal: Terminal, difference: Difference): void {
  if (terminal.isJson) return terminal.printJson(difference);
  const { role, sessionId, eventId } = difference;
  terminal.print(plain(`${role} ${sessionId} ${eventId}: ${sentence(difference)}`));
}

function sentence(difference: Difference): string {
  switch (difference.is) {
    case "missing":
      return `received in the first alone (${difference.verdicts.join(", ")})`;
    case "extra":
      return `received in the second alone (${difference.verdicts.join(", ")})`;
    case "verdict":
      return `${difference.before.join(", ")} in the first, ${difference.after.join(", ")} in the second`;
    case "order":
      return `came as number ${difference.before} in the first, ${difference.after} in the second`;
  }
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
