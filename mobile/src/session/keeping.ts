import {
  type Batch,
  type Input,
  type Notice,
  type Output,
  type Outstanding,
  parsePacket,
  restRemainingMs,
  type Value,
  viewSession,
} from "@lighty/protocol";
import { isRoutineKey } from "../routines/routine-shelf.ts";
import { planOf, routineText } from "../routines/routine-text.ts";
import { caloriesDeadline } from "./calories-wait.ts";
import type { Kept } from "./kept.ts";
import type { Companion, LiveSession } from "./live-session.ts";
import { RestAlarm } from "./rest-alarm.ts";
import type { Saved } from "./save-queue.ts";
import type { Surroundings } from "./surroundings.ts";
import { WatchCall } from "./watch-call.ts";

/**
 * What the phone does by itself beside its sessions: it saves the training of what was finished, notes the news, carries out a discard when
 * its time has come, sends the routines, calls the watch's app, and sets the bell of a rest.
 */
export class Keeping implements Companion {
  readonly call = new WatchCall();
  /** Why the watch's app could not be brought up. */
  startFault: string | null = null;
  /** By which session clock the watch counts, once a ping or a pong has told. */
  watchClockId: string | undefined;
  readonly #around: Surroundings;
  readonly #kept: Kept;
  readonly #tell: () => void;
  readonly #restAlarm: RestAlarm;
  #live: LiveSession | null = null;
  #extra: Batch = new Map();
  /** Routines whose save is on its way: nothing of them leaves before it. */
  #unsaved = 0;
  /** Outputs whose batch changes a routine as well. */
  readonly #changing = new Set<Output>();

  constructor(around: Surroundings, kept: Kept, tell: () => void) {
    this.#around = around;
    this.#kept = kept;
    this.#tell = tell;
    this.#restAlarm = new RestAlarm(around.restBell);
  }

  /** The session it accompanies; once. */
  accompany(live: LiveSession): void {
    this.#live = live;
  }

  /** Lets a batch go along with that of the next input: both are durable, or neither is. */
  join(batch: Batch): void {
    this.#extra = new Map([...this.#extra, ...batch]);
  }

  beside(input: Input, output: Output, notices: readonly Notice[]): Batch {
    const live = this.#live;
    if (live === null) return new Map();
    const { engine, clock } = live;
    const batch = new Map<string, Value>(this.#extra);
    const add = (more: Batch) => {
      for (const [key, value] of more) batch.set(key, value);
    };
    this.#extra = new Map();
    this.call.follow(output);
    if (input.type === "received" && output.verdicts?.[0]?.verdict !== "rejected") {
      add(this.#kept.party.hear(engine.sessions.values(), engine.deviceId, clock));
      const { watchId, clockId } = greeting(input.text);
      this.watchClockId = clockId ?? this.watchClockId;
      if (watchId !== undefined) add(this.#kept.post.hear(watchId));
    }
    if (input.type === "activated") {
      const isKnown = (sessionId: string) => engine.sessions.has(sessionId);
      add(this.#kept.party.forget(isKnown));
      add(this.#kept.beside.forget((sessionId) => engine.sessions.get(sessionId)?.state.isLive === true));
      add(this.#kept.history.forgetDeleted(isKnown, clock));
    }
    for (const notice of notices) {
      const record = "sessionId" in notice ? engine.sessions.get(notice.sessionId ?? "") : undefined;
      add(this.#kept.news.hear(notice, record, engine.deviceId));
    }
    for (const sessionId of Object.keys(output.digests ?? {})) {
      const record = engine.sessions.get(sessionId);
      if (record !== undefined) add(this.#kept.project(record, clock));
    }
    if ([...batch.keys()].some(isRoutineKey)) this.#changing.add(output);
    return batch;
  }

  performed(input: Input, output: Output): void {
    this.#changing.delete(output);
    if (input.type === "activated" || input.type === "reachability") this.#kept.post.wake();
    if (input.type !== "acted" && input.type !== "tick") this.#postRoutines();
  }

  changed(): void {
    this.#followRest();
    this.#tell();
  }

  sent(sendId: string, errorCode: number | undefined): boolean {
    if (this.call.sent(sendId)) this.callWatch();
    const batch = this.#kept.post.sent(sendId, errorCode);
    if (batch === undefined) return false;
    void this.#live?.save(batch);
    return true;
  }

  activated(outstanding: readonly Outstanding[]): readonly Outstanding[] {
    return this.#kept.post.resume(outstanding);
  }

  /** Keeps routines, and lets them leave once they are durable. */
  saveRoutines(batch: Batch): Promise<Saved> {
    if (this.#live === null) throw new Error("routines are saved once the session is there");
    this.#unsaved++;
    return this.#live.save(batch, () => {
      this.#unsaved--;
      this.#postRoutines();
    });
  }

  /** When something of this is due, by the own session clock. */
  wakeAt(): number | null {
    const live = this.#live;
    if (live === null) return null;
    const { engine, clock } = live;
    const { party } = this.#kept;
    const times = [this.#kept.leaving.farewell?.until, this.call.deadline].filter((time) => typeof time === "number");
    const later: (number | null)[] = [];
    for (const record of engine.sessions.values()) {
      later.push(caloriesDeadline(record, party.has(record.sessionId)));
    }
    const active = engine.activeSession;
    if (active !== undefined) {
      const restMs = restRemainingMs(active.state.registers, this.#readClock(live));
      if (restMs > 0) later.push(clock + restMs, party.silentAt(active.sessionId));
    }
    for (const time of later) if (time !== null && time > clock) times.push(time);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** Does what has come due. */
  attend(): void {
    const live = this.#live;
    if (live === null) return;
    const { clock } = live;
    if (this.call.isDue(clock)) this.callWatch();
    const { farewell } = this.#kept.leaving;
    if (farewell !== null && clock >= farewell.until) this.leave();
    for (const record of live.engine.sessions.values()) {
      const batch = this.#kept.project(record, clock);
      if (batch.size > 0) void this.saveRoutines(batch);
    }
  }

  /** Carries the discard out that is being waited for, unless the watch has gone on with the session meanwhile. */
  leave(): void {
    const live = this.#live;
    const { farewell } = this.#kept.leaving;
    if (live === null || farewell === null) return;
    const record = live.engine.sessions.get(farewell.sessionId);
    const over = this.#kept.leaving.end();
    if (record === undefined || !record.state.isLive) {
      void live.save(over);
    } else if (record.state.digest !== farewell.digest) {
      void live.save(new Map([...over, ...this.#kept.news.tellNotDiscarded(record)]));
    } else {
      this.join(over);
      live.act({ act: "discard", sessionId: farewell.sessionId });
    }
  }

  #postRoutines(): void {
    const live = this.#live;
    if (live === null || !live.link.isActivated || this.#unsaved + this.#changing.size > 0) return;
    const { routines, post, history } = this.#kept;
    for (const { routineId, version } of post.due(routines.versions())) {
      const routine = routines.get(routineId);
      const plan = routine === undefined ? null : planOf(routine, (name, index) => history.previous(name, index));
      const sendId = this.#around.mintId();
      post.posted({ sendId, routineId, version });
      live.send("userInfo", sendId, routineText(live.engine.deviceId, routineId, version, plan));
    }
  }

  /** Brings the watch's app up. */
  callWatch(): void {
    this.startFault = null;
    this.#around.startWatch().catch((error: unknown) => {
      this.startFault = error instanceof Error ? error.message : String(error);
      this.#tell();
    });
  }

  #followRest(): void {
    const live = this.#live;
    if (live === null) return;
    this.#restAlarm.follow(this.#restToRing(live), live.now());
  }

  #restToRing(live: LiveSession) {
    const record = live.engine.activeSession;
    if (record === undefined || this.#kept.leaving.has(record.sessionId)) return null;
    if (this.#kept.party.partOf(record.sessionId, live.link.isReachable, live.clock) === "in") return null;
    const { rest, running } = viewSession(record.state, this.#readClock(live));
    const cell = record.state.registers.get("rest");
    if (!running || rest.state !== "running" || cell === undefined) return null;
    return { restId: `${cell.revision}.${cell.deviceId}`, remainingMs: rest.remainingMs };
  }

  #readClock(live: LiveSession) {
    const now = live.now();
    return (clockId: string) => live.engine.clockAt(now, clockId);
  }
}

/** Who says hello in that text, and by which clock the watch counts: what it measured is told by that clock. [RTN-2] [CLK-3] */
function greeting(text: string): { watchId?: string; clockId?: string } {
  if (!/"kind":"(hello|ping|pong)"/.test(text)) return {};
  const parsed = parsePacket(text);
  if (!parsed.ok || parsed.value.role !== "watch") return {};
  const { value } = parsed;
  if (value.kind === "hello") return { watchId: value.deviceId };
  return value.kind === "ping" || value.kind === "pong" ? { clockId: value.clockId } : {};
}
