import { derive } from "../derived.ts";
import type { Envelope } from "../envelope.ts";
import type { Rest } from "../event.ts";
import { limits } from "../limits.ts";
import type { Packet, PongPacket, StampedCell } from "../packet.ts";
import { byteLength } from "../parse.ts";
import type { SessionState } from "../session.ts";
import type { Input, Notice, Output } from "../step.ts";
import { projectTraining } from "../training.ts";
import { canonical } from "../value.ts";
import { writesOf } from "../writes.ts";
import type { Agenda } from "./agenda.ts";
import type { Claim, Fault } from "./claims.ts";
import { countSets, differs, digestOf, isBelow, type Model, mergeIntoModel } from "./model.ts";
import type { Send, SimDevice, Witness } from "./sim-device.ts";

/** What a device has durably seen, done and said of one session. */
interface Sight {
  seq: number;
  ownRevision: number;
  seenRevision: number;
  /** Highest stamp each register has shown, as revision and device. */
  shown: Map<string, { revision: number; deviceId: string }>;
  ended: boolean;
  /** The highest seq of each author that this device has acknowledged. */
  told: Map<string, number>;
}

const allowedTimerErrorMs = 250;
/** An offset is off by half its round trip at most, and one that counts as 0 by a whole one. [CLK-4] */
const goodRoundTripMs = allowedTimerErrorMs;

/**
 * Watches devices from outside and knows the truth that none of them can: true time, every accepted edit, and what was durable when it was
 * said. It keeps its own model of the merge, so an engine that is wrong alike on both devices is still found out.
 */
export class Oracle implements Witness {
  readonly faults: Fault[] = [];
  readonly #agenda: Agenda;
  readonly #sights = new Map<SimDevice, Map<string, Sight>>();
  readonly #models = new Map<string, Model>();
  readonly #digestOf = new Map<string, string>();
  readonly #deadlines = new Map<string, number>();
  /** Devices that have measured a good offset to a clock since they booted. */
  readonly #measured = new Map<SimDevice, Set<string>>();
  /** Packets lately seen: each text is looked at when sent, when taken and when durable. */
  readonly #packets = new Map<string, Packet>();
  #acceptedEdits = 0;

  constructor(agenda: Agenda) {
    this.#agenda = agenda;
  }

  get acceptedEdits(): number {
    return this.#acceptedEdits;
  }

  fault(claim: Claim, sentence: string): void {
    if (this.faults.length < 50) this.faults.push({ claim, at: this.#agenda.now, sentence });
  }

  // Witness

  opened(device: SimDevice): void {
    const { engine } = device;
    if (engine === null) return;
    for (const [sessionId, sight] of this.#sightsOf(device)) {
      const record = engine.sessions.get(sessionId);
      const had = `after a restart ${device.name} has of session ${sessionId}`;
      if ((record?.seq ?? 0) < sight.seq)
        this.fault("accepted_survives", `${had} seq ${record?.seq ?? 0}, not ${sight.seq}`);
      if ((record?.state.revision ?? 0) < sight.seenRevision) {
        this.fault("revisions_rise", `${had} revision ${record?.state.revision ?? 0}, not ${sight.seenRevision}`);
      }
      for (const [author, seq] of sight.told) {
        const upTo = record?.state.vector.get(author)?.upTo ?? 0;
        if (upTo < seq) this.fault("ack_is_durable", `${had} ${author} up to ${upTo}, but it has acknowledged ${seq}`);
      }
      for (const [register, stamp] of sight.shown) {
        const cell = record?.state.registers.get(register);
        if (cell === undefined || isBelow(cell, stamp)) {
          this.fault("accepted_survives", `${had} no ${register} of revision ${stamp.revision} by ${stamp.deviceId}`);
        }
      }
    }
  }

  stepped(device: SimDevice, input: Input, output: Output): void {
    for (const event of output.events ?? []) this.#noteDeadline(event);
    if (input.type === "received" && input.text.includes('"kind":"pong"'))
      this.#measure(device, JSON.parse(input.text));
    for (const action of output.actions) if (action.type === "notify") this.#hear(device, action.notice);
  }

  saved(device: SimDevice, input: Input, output: Output): void {
    if (input.type === "received") this.#see(device, this.#read(input.text));
    for (const event of output.events ?? []) this.#accept(device, event);
  }

  performed(device: SimDevice, input: Input, output: Output): void {
    if (!device.isDurable) return;
    const touched = Object.keys(output.digests ?? {});
    for (const sessionId of touched) {
      const state = device.session(sessionId);
      if (state === undefined) continue;
      this.#compareDigests(device, state);
      this.#watchEnd(device, state);
    }
    for (const verdict of output.verdicts ?? []) {
      if (!("registers" in verdict) || verdict.sessionId === undefined) continue;
      for (const register of verdict.registers) this.#show(device, verdict.sessionId, register);
    }
    if (input.type === "acted") for (const event of output.events ?? []) this.#readBack(device, event);
    if ((device.engine?.queueDepth ?? 0) > limits.outboxEvents) {
      this.fault("within_bounds", `${device.name} holds ${device.engine?.queueDepth} events in its outbox`);
    }
  }

  sent(device: SimDevice, send: Send): void {
    const packet = this.#read(send.text);
    const cap = send.channel === "applicationContext" ? limits.contextBytes : limits.messageBytes;
    if (send.bytes !== byteLength(send.text) || send.bytes > cap) {
      this.fault("within_bounds", `${device.name} sent ${send.bytes} bytes by ${send.channel}`);
    }
    if (packet.kind === "events") for (const event of packet.events) this.#checkSaved(device, event);
    if (packet.kind === "snapshot") {
      for (const { sessionId, registers } of packet.sessions) {
        if (!Object.hasOwn(packet.have, sessionId)) {
          this.fault(
            "equal_vectors_equal_digests",
            `${device.name} sent a snapshot of ${sessionId} without its vector`,
          );
        }
        const { ownRevision } = this.#sight(device, sessionId);
        for (const name in registers) {
          const [revision, author] = registers[name] as StampedCell;
          if (author !== device.deviceId || revision <= ownRevision) continue;
          const sentence = `${device.name} sent ${name} at revision ${revision}; durable is ${ownRevision}`;
          this.fault("saved_before_sent", sentence);
        }
      }
    }
    for (const [sessionId, vector] of Object.entries(packet.have)) {
      const { told } = this.#sight(device, sessionId);
      for (const [author, received] of Object.entries(vector)) {
        if (received.upTo > (told.get(author) ?? 0)) told.set(author, received.upTo);
        if ((received.past?.length ?? 0) > limits.past) {
          this.fault("within_bounds", `${device.name} remembers ${received.past?.length} seqs past a hole`);
        }
      }
    }
  }

  died(device: SimDevice): void {
    // A new boot has a new clock; what was measured before it says nothing about it.
    this.#measured.get(device)?.clear();
  }

  #read(text: string): Packet {
    let packet = this.#packets.get(text);
    if (packet === undefined) {
      packet = JSON.parse(text) as Packet;
      if (this.#packets.size > 200) this.#packets.clear();
      this.#packets.set(text, packet);
    }
    return packet;
  }

  // Edits

  #accept(device: SimDevice, event: Envelope): void {
    const sight = this.#sight(device, event.sessionId);
    const model = this.#model(event.sessionId);
    const said = `${device.name}'s ${event.eventType} of session ${event.sessionId}`;
    if (event.revision <= sight.ownRevision) {
      this.fault("revisions_rise", `${said} has revision ${event.revision} after ${sight.ownRevision}`);
    }
    if (event.revision <= sight.seenRevision) {
      this.fault(
        "outranks_what_was_seen",
        `${said} has revision ${event.revision}, but ${sight.seenRevision} had been seen`,
      );
    }
    sight.ownRevision = Math.max(sight.ownRevision, event.revision);
    sight.seenRevision = Math.max(sight.seenRevision, event.revision);
    if (event.seq !== undefined) {
      if (event.seq !== sight.seq + 1) this.fault("revisions_rise", `${said} has seq ${event.seq} after ${sight.seq}`);
      if (sight.ended && event.eventType !== "session_finished") {
        this.fault("ended_stays_ended", `${said} was accepted though the device knew of the end`);
      }
      sight.seq = event.seq;
      this.#acceptedEdits++;
      let own = model.accepted.get(event.deviceId);
      if (own === undefined) {
        own = new Map();
        model.accepted.set(event.deviceId, own);
      }
      own.set(event.seq, event);
    }
    for (const [name, value] of writesOf(event))
      mergeIntoModel(model, name, { value, revision: event.revision, deviceId: event.deviceId });
    if (event.eventType === "session_finished") model.finished = true;
  }

  /** Everything a durable packet showed the device must be outranked by what it writes next. */
  #see(device: SimDevice, packet: Packet): void {
    if (packet.kind === "events") {
      for (const { sessionId, revision } of packet.events) this.#raise(device, sessionId, revision);
    } else if (packet.kind === "snapshot") {
      for (const { sessionId, revision, registers } of packet.sessions) {
        this.#raise(device, sessionId, revision);
        for (const name in registers) this.#raise(device, sessionId, (registers[name] as StampedCell)[0]);
      }
    } else if (packet.kind === "hello") {
      for (const { sessionId, revision } of packet.sessions) {
        if (device.session(sessionId) !== undefined) this.#raise(device, sessionId, revision);
      }
    }
  }

  #raise(device: SimDevice, sessionId: string, revision: number): void {
    const sight = this.#sight(device, sessionId);
    if (revision > sight.seenRevision) sight.seenRevision = revision;
  }

  #readBack(device: SimDevice, event: Envelope): void {
    const registers = device.session(event.sessionId)?.registers;
    for (const [name] of writesOf(event)) {
      const cell = registers?.get(name);
      const isFinish = name === "status";
      if (cell === undefined || (isBelow(cell, event) && !isFinish)) {
        this.fault("own_writes_read", `${device.name} does not show its own ${name} of revision ${event.revision}`);
      }
      this.#show(device, event.sessionId, name);
    }
  }

  /** A register on a screen only ever moves up; a status by rank, so its stamp may fall. */
  #show(device: SimDevice, sessionId: string, register: string): void {
    if (register === "status") return;
    const cell = device.session(sessionId)?.registers.get(register);
    const { shown } = this.#sight(device, sessionId);
    const before = shown.get(register);
    if (cell === undefined || (before !== undefined && isBelow(cell, before))) {
      const now = cell === undefined ? "nothing" : `revision ${cell.revision} by ${cell.deviceId}`;
      this.fault(
        "own_writes_read",
        `${device.name} went back in ${register} to ${now} from revision ${before?.revision}`,
      );
      return;
    }
    shown.set(register, cell);
  }

  #watchEnd(device: SimDevice, state: SessionState): void {
    const sight = this.#sight(device, state.sessionId);
    const { ended } = state.registers;
    if (sight.ended && !ended)
      this.fault("ended_stays_ended", `${device.name} shows session ${state.sessionId} as live again`);
    sight.ended = ended;
  }

  #checkSaved(device: SimDevice, event: Envelope): void {
    if (event.seq === undefined) return;
    if (this.#models.get(event.sessionId)?.accepted.get(event.deviceId)?.get(event.seq)?.eventId === event.eventId)
      return;
    this.fault("saved_before_sent", `${device.name} sent ${event.eventType} seq ${event.seq} before it was durable`);
  }

  /** The state is a function of what was received: the same vector without holes, the same digest, on whatever device. */
  #compareDigests(device: SimDevice, state: SessionState): void {
    if (state.hasHoles) return;
    const vector = [...state.vector]
      .filter(([, { upTo }]) => upTo > 0)
      .map(([author, { upTo }]) => `${author}:${upTo}`);
    const key = `${state.sessionId} ${vector.sort().join(" ")}`;
    const digest = state.registers.coreDigest;
    const known = this.#digestOf.get(key);
    if (known === undefined) this.#digestOf.set(key, digest);
    else if (known !== digest) {
      this.fault(
        "equal_vectors_equal_digests",
        `${device.name} has digest ${digest} at ${key}; before it was ${known}`,
      );
    }
  }

  #hear(device: SimDevice, notice: Notice): void {
    if (notice.notice === "drift_detected")
      this.fault("equal_vectors_equal_digests", `${device.name}: ${notice.sentence}`);
    if (alarms.has(notice.notice)) this.fault("no_alarm", `${device.name}: ${notice.notice}: ${notice.sentence}`);
  }

  // Time

  /** When a rest really ends: what was left on the writer's own screen, from the moment of the tap. */
  #noteDeadline(event: Envelope): void {
    if (event.eventType !== "rest_updated") return;
    const { rest } = event.payload as { rest: Rest };
    if (rest === null || !("endsAt" in rest)) return;
    this.#deadlines.set(
      `${event.sessionId} ${event.revision} ${event.deviceId}`,
      this.#agenda.now + rest.endsAt - event.timestamp,
    );
  }

  #measure(device: SimDevice, pong: PongPacket): void {
    const { engine } = device;
    if (engine === null || pong.pingClockId !== engine.clockId) return;
    const roundTripMs = engine.clockAt(device.instant()) - pong.pingSentAt - (pong.sentAt - pong.pingReceivedAt);
    if (roundTripMs > goodRoundTripMs) return;
    let measured = this.#measured.get(device);
    if (measured === undefined) {
      measured = new Set();
      this.#measured.set(device, measured);
    }
    measured.add(pong.clockId);
  }

  /** Compares what a screen shows of the rest with the truth. Call it now and then. */
  checkTimer(device: SimDevice, sessionId: string): void {
    const { engine } = device;
    const registers = device.session(sessionId)?.registers;
    const cell = registers?.get("rest");
    if (engine === null || registers === undefined || cell === undefined || registers.ended || !device.isDurable)
      return;
    const rest = cell.value as Rest;
    const endsAt = this.#deadlines.get(`${sessionId} ${cell.revision} ${cell.deviceId}`);
    if (rest === null || !("endsAt" in rest) || endsAt === undefined) return;
    const isKnown = rest.clockId === engine.clockId || this.#measured.get(device)?.has(rest.clockId);
    if (!isKnown) return;
    const shown = within(rest.endsAt - engine.clockAt(device.instant(), rest.clockId), rest.durationMs);
    const truth = within(endsAt - this.#agenda.now, rest.durationMs);
    if (Math.abs(shown - truth) > allowedTimerErrorMs) {
      this.fault("timers_agree", `${device.name} shows ${shown} ms of rest where ${truth} ms are left`);
    }
  }

  // At the end

  /**
   * Judges healed devices: all alike, all as the model has it. With `acked`, nothing may be left in an outbox; without `liveHealth`, the
   * health of a live session may lag, as only messages carry it. [SNP-4]
   */
  judgeEnd(
    devices: readonly SimDevice[],
    sessionIds: readonly string[],
    options: { acked: boolean; liveHealth: boolean },
  ): void {
    for (const device of devices) {
      if (device.engine === null) this.fault("nothing_thrown", `${device.name} is not running at the end`);
      const queueDepth = device.engine?.queueDepth ?? 0;
      if (options.acked && queueDepth > 0) {
        this.fault("replicas_equal", `${device.name} still holds ${queueDepth} events that the peer has`);
      }
    }
    for (const sessionId of sessionIds) {
      const model = this.#models.get(sessionId);
      if (model === undefined) continue;
      for (const device of devices) this.#judgeReplica(device, sessionId, model, options);
      this.#judgeDerived(devices, sessionId);
    }
  }

  #judgeReplica(
    device: SimDevice,
    sessionId: string,
    model: Model,
    options: { acked: boolean; liveHealth: boolean },
  ): void {
    const state = device.session(sessionId);
    if (state === undefined) {
      this.fault("no_edit_lost", `${device.name} has never heard of session ${sessionId}`);
      return;
    }
    const judgesHealth = options.liveHealth || (options.acked && state.registers.ended);
    for (const [name, cell] of model.cells) {
      if (name.startsWith("health/") && !judgesHealth) continue;
      const held = state.registers.get(name);
      if (held !== undefined && !differs(held, cell)) continue;
      const claim = name === "status" || name.startsWith("final/") ? "ended_stays_ended" : "no_edit_lost";
      const has = held === undefined ? "nothing" : `${canonical(held.value)} at ${held.revision} by ${held.deviceId}`;
      this.fault(
        claim,
        `${device.name} ends with ${name} ${has}; accepted was ${canonical(cell.value)} at ${cell.revision} by ${cell.deviceId}`,
      );
    }
    for (const [name] of state.registers.entries()) {
      if (!model.cells.has(name)) this.fault("accepted_survives", `${device.name} holds ${name}, which no one wrote`);
    }
    for (const [author, events] of model.accepted) {
      const upTo = state.vector.get(author)?.upTo ?? 0;
      if (upTo !== events.size) {
        this.fault(
          "replicas_equal",
          `${device.name} has ${author} up to ${upTo} of ${events.size} in session ${sessionId}`,
        );
      }
    }
    const digest = digestOf(state, state.registers.ended);
    if (digest !== state.digest)
      this.fault("digest_is_state", `${device.name} says digest ${state.digest}; its cells make ${digest}`);
    if (model.finished && state.registers.status !== "finished") {
      this.fault(
        "ended_stays_ended",
        `${device.name} ends with status ${state.registers.status} though someone finished`,
      );
    }
  }

  /** What is computed rather than merged: alike on both devices, as counted straight from the cells, and the same when done again. */
  #judgeDerived(devices: readonly SimDevice[], sessionId: string): void {
    const words = devices.map((device) => {
      const state = device.session(sessionId);
      if (state === undefined || state.isShell) return "nothing";
      const { completedSetsCount, volumeLbs } = derive(state.registers, () => 0);
      const counted = countSets(state);
      if (completedSetsCount !== counted.sets || volumeLbs !== counted.volumeLbs) {
        const sentence = `${device.name} derives ${completedSetsCount} sets and ${volumeLbs} lb`;
        this.fault("derived_alike", `${sentence}; its cells make ${counted.sets} and ${counted.volumeLbs}`);
      }
      const training = JSON.stringify(projectTraining(state, finalization));
      if (training !== JSON.stringify(projectTraining(state, finalization))) {
        this.fault("derived_alike", `${device.name} projects another training the second time`);
      }
      return `${completedSetsCount} sets, ${volumeLbs} lb, ${training}`;
    });
    if (new Set(words).size > 1) this.fault("derived_alike", `the devices derive ${words.join(" and ")}`);
  }

  #sightsOf(device: SimDevice): Map<string, Sight> {
    let sights = this.#sights.get(device);
    if (sights === undefined) {
      sights = new Map();
      this.#sights.set(device, sights);
    }
    return sights;
  }

  #sight(device: SimDevice, sessionId: string): Sight {
    const sights = this.#sightsOf(device);
    let sight = sights.get(sessionId);
    if (sight === undefined) {
      sight = { seq: 0, ownRevision: 0, seenRevision: 0, shown: new Map(), ended: false, told: new Map() };
      sights.set(sessionId, sight);
    }
    return sight;
  }

  #model(sessionId: string): Model {
    let model = this.#models.get(sessionId);
    if (model === undefined) {
      model = { cells: new Map(), accepted: new Map(), finished: false };
      this.#models.set(sessionId, model);
    }
    return model;
  }
}

/** What honest devices under any weather never have to say. */
const alarms = new Set<Notice["notice"]>([
  "stamp_collision",
  "protocol_violation",
  "drift_unhealed",
  "derived_mismatch",
  "quarantined",
]);

const finalization = { now: 0, settled: true, watchTakesPart: true };

function within(ms: number, durationMs: number): number {
  return Math.min(Math.max(0, ms), durationMs);
}
