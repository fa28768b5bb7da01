import type { Packet } from "../packet.ts";
import type { Input, Output } from "../step.ts";
import { summary } from "../verdict.ts";
import type { Agenda } from "./agenda.ts";
import type { Send, SimDevice, Witness } from "./sim-device.ts";

/** A run in lines that a person can read: who did, sent, got and decided what, when. */
export class Trace implements Witness {
  readonly lines: string[] = [];
  readonly #agenda: Agenda;

  constructor(agenda: Agenda) {
    this.#agenda = agenda;
  }

  opened(device: SimDevice): void {
    this.#say(device, "opens");
  }

  died(device: SimDevice): void {
    this.#say(device, "dies");
  }

  sent(device: SimDevice, { channel, text }: Send): void {
    this.#say(device, `-> ${channel} ${packetLine(text)}`);
  }

  stepped(device: SimDevice, input: Input, output: Output): void {
    const verdict = output.verdicts === undefined ? "" : ` [${summary(output.verdicts)}]`;
    const line = inputLine(input, output);
    if (line !== "") this.#say(device, line + verdict);
    for (const action of output.actions) {
      if (action.type === "notify") this.#say(device, `! ${action.notice.notice}: ${action.notice.sentence}`);
    }
  }

  #say(device: SimDevice, what: string): void {
    const seconds = (this.#agenda.now / 1000).toFixed(3).padStart(9);
    this.lines.push(`${seconds} ${device.name} ${what}`);
  }
}

function inputLine(input: Input, output: Output): string {
  switch (input.type) {
    case "activated":
      return `activated, ${input.reachable ? "reachable" : "not reachable"}`;
    case "reachability":
      return input.reachable ? "reachable" : "not reachable";
    case "received":
      return `<- ${input.transport} ${packetLine(input.text)}`;
    case "sent":
      return input.errorCode === undefined ? "" : `send failed: ${input.errorCode}`;
    case "acted": {
      const { act, sessionId, ...rest } = input.act;
      const what = act === "start" ? "" : ` ${JSON.stringify(rest)}`;
      if (output.refusal !== undefined) return `refuses ${act}: ${output.refusal.code}`;
      return `does ${act}${what} in ${sessionId} ${(output.events ?? []).map(({ revision, seq }) => `r${revision} s${seq ?? "-"}`)}`;
    }
    case "tick":
      return "";
  }
}

function packetLine(text: string): string {
  const packet = JSON.parse(text) as Packet;
  const have = Object.entries(packet.have).map(([sessionId, vector]) => {
    const parts = Object.entries(vector).map(
      ([author, { upTo, past }]) => `${author.slice(0, 2)}${upTo}${past ? `+${past}` : ""}`,
    );
    return `${sessionId.slice(0, 4)}:${parts}`;
  });
  return `${packet.kind}${contentLine(packet)} have {${have.join("; ")}}`;
}

function contentLine(packet: Packet): string {
  switch (packet.kind) {
    case "events":
      return ` ${packet.events.map(({ eventType, seq, revision }) => `${eventType} r${revision} s${seq ?? "-"}`).join(", ")}`;
    case "hello":
    case "snapshot":
      return ` ${packet.sessions.map(({ sessionId, digest, closed }) => `${sessionId.slice(0, 4)}=${digest.slice(0, 6)}${closed ? " closed" : ""}`)}`;
    default:
      return "";
  }
}
