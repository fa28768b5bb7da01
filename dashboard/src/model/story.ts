import { type Envelope, explain, type Verdict } from "@lighty/protocol";
import type { Names } from "./names.ts";
import { eventsIn, type Reading } from "./reading.ts";
import type { Traffic } from "./traffic.ts";

/** What became of one part of a packet: the sentence, and the entries that prove it. */
export interface Story {
  readonly verdict: Verdict;
  readonly event: Envelope | undefined;
  readonly sentence: string;
  readonly links: readonly Link[];
}

/** An entry worth a look, and why. */
export interface Link {
  readonly why: string;
  readonly entry: number;
}

/** A story for each verdict the receiver gave. */
export function storiesOf(reading: Reading, traffic: Traffic): Story[] {
  const events = eventsIn(reading.body);
  return (reading.entry.frame.verdicts ?? []).map((verdict) => {
    const event = events.find(({ eventId }) => eventId === verdict.eventId);
    return {
      verdict,
      event,
      sentence: sentenceOf(verdict, event, traffic.names),
      links: linksOf(verdict, reading, traffic),
    };
  });
}

/** The protocol's own sentence, with the names a person knows. */
export function sentenceOf(verdict: Verdict, event: Envelope | undefined, names: Names): string {
  return explain(verdict, event, {
    device: (deviceId) => names.the(deviceId),
    register: (name) => names.register(name),
  });
}

function linksOf(verdict: Verdict, { entry }: Reading, traffic: Traffic): Link[] {
  const links: Link[] = [];
  const add = (why: string, target: number | undefined) => {
    if (target !== undefined && target !== entry.entry && !links.some((link) => link.entry === target)) {
      links.push({ why, entry: target });
    }
  };
  if ("lost" in verdict) {
    for (const { deviceId, revision } of verdict.lost) {
      const winner = traffic.authored(deviceId, revision);
      add("the edit that won", winner === undefined ? undefined : traffic.path(winner)[0]);
    }
  }
  if (verdict.verdict === "duplicate" && verdict.eventId !== undefined) {
    const isFirst = (number: number) => {
      const frame = traffic.reading(number)?.entry.frame;
      return frame?.direction === "received" && frame.observer.deviceId === entry.frame.observer.deviceId;
    };
    add("first received here", traffic.path(verdict.eventId).find(isFirst));
  }
  return links;
}
