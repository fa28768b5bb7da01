/** One rule broken once. Every `find` must be in its file exactly once, or the table has fallen behind the sources. */
export interface Mutation {
  name: string;
  /** Ids of the rules it breaks. */
  rules: string;
  changes: { file: string; find: string; put: string }[];
}

const change = (file: string, find: string, put: string) => ({ file, find, put });

export const mutations: readonly Mutation[] = [
  {
    name: "an event is dropped unless its revision is above the session's",
    rules: "[RCV-2] [REV-2]",
    changes: [
      change(
        "session.ts",
        "    this.raise(event.revision);\n\n    if (seq",
        '    const stale = event.revision <= this.revision;\n    this.raise(event.revision);\n    if (stale) return { verdict: { ...subject, verdict: "superseded", lost: [] }, changed: [], collisions: [] };\n    if (seq',
      ),
    ],
  },
  {
    name: "equal revisions are not told apart by deviceId",
    rules: "[REV-4] [MRG-1]",
    changes: [change("stamp.ts", "return a.deviceId < b.deviceId ? -1 : 1;", "return -1;")],
  },
  {
    name: "the host sends before it saves",
    rules: "[DUR-1]",
    changes: [
      change(
        "sim/sim-device.ts",
        "    this.#savingOutputs++;\n",
        "    this.#savingOutputs++;\n    for (const action of pending.output.actions) this.#do(action);\n",
      ),
    ],
  },
  {
    name: "have, R and seq are acknowledged but not saved",
    rules: "[ACK-1] [DUR-2]",
    changes: [
      change(
        "sessions.ts",
        "    turn.save.head(record);\n    for (const register of merge.collisions)",
        "    for (const register of merge.collisions)",
      ),
    ],
  },
  {
    name: "an own event is not saved to the outbox",
    rules: "[DUR-2] [DUR-3] [OUT-1]",
    changes: [change("engine.ts", "turn.save.event(record.sessionId, event.seq, event);", "")],
  },
  {
    name: "merged cells are not saved",
    rules: "[DUR-2]",
    changes: [change("sessions.ts", "turn.save.cells(record, merge.changed);", "")],
  },
  {
    name: "a snapshot is swapped in",
    rules: "[SNP-2]",
    changes: [
      change(
        "session.ts",
        "    const { changed, collisions } = this.mergeCells(snapshot.registers);",
        "    (this as { registers: Registers }).registers = new Registers();\n    const { changed, collisions } = this.mergeCells(snapshot.registers);",
      ),
    ],
  },
  {
    name: "a snapshot stamps every register with the session's revision",
    rules: "[SNP-1]",
    changes: [
      change(
        "sender.ts",
        "registers: state.registers.toMap(),",
        "registers: Object.fromEntries(Object.entries(state.registers.toMap()).map(([name, cell]) => [name, [state.revision, this.#options.deviceId, cell[2]]])) as never,",
      ),
    ],
  },
  {
    name: "seq begins anew after a restart",
    rules: "[HAVE-1] [DUR-3]",
    changes: [change("durable.ts", "record.seq = head.seq;", "record.seq = 0;")],
  },
  {
    name: "R begins anew after a restart",
    rules: "[REV-1] [DUR-3]",
    changes: [change("durable.ts", "record.state.raise(head.revision);", "")],
  },
  {
    name: "have is raised over a hole",
    rules: "[HAVE-1] [RCV-4]",
    changes: [
      change(
        "have.ts",
        "return { upTo: received.upTo, past: [...past, seq].sort((a, b) => a - b) };",
        "return { upTo: seq };",
      ),
      change("have.ts", "{ upTo: 0, past: [seq] };", "{ upTo: seq };"),
    ],
  },
  {
    name: "a seq below the highest is taken for a duplicate",
    rules: "[HAVE-2] [RCV-3]",
    changes: [
      change(
        "session.ts",
        "covers(part, seq) && violation === undefined",
        "seq <= Math.max(part?.upTo ?? 0, part?.past?.at(-1) ?? 0)",
      ),
    ],
  },
  {
    name: "duplicates are found by eventId",
    rules: "[DUP-1]",
    changes: [change("session.ts", "covers(part, seq) && violation === undefined", "known !== undefined")],
  },
  {
    name: "status merges by stamp",
    rules: "[MRG-3]",
    changes: [change("register.ts", 'if (name === "status") {', 'if (name === "never") {')],
  },
  {
    name: "an ended session is frozen",
    rules: "[MRG-4]",
    changes: [
      change(
        "session.ts",
        "    for (const [name, value] of writesOf(event)) {",
        "    for (const [name, value] of this.registers.ended ? [] : writesOf(event)) {",
      ),
    ],
  },
  {
    name: "at one stamp the first value stays",
    rules: "[MRG-2]",
    changes: [change("register.ts", "canonical(next.value) > canonical(held.value)", "false")],
  },
  {
    name: "health counts in the digest of a live session",
    rules: "[DIG-4]",
    changes: [
      change("register.ts", "this.ended ? add(this.#core, this.#health) : this.#core", "add(this.#core, this.#health)"),
    ],
  },
  {
    name: "a replaced cell stays in the digest",
    rules: "[DIG-1]",
    changes: [change("register.ts", "held === undefined ? sum : subtract(sum, held)", "sum")],
  },
  {
    name: "a toggle flips",
    rules: "[EVT-3]",
    changes: [
      change(
        "session.ts",
        "    for (const [name, value] of writesOf(event)) {",
        '    for (const [name, raw] of writesOf(event)) {\n      const value = event.eventType === "set_toggled_completed" ? this.registers.value(name) !== true : raw;',
      ),
    ],
  },
  {
    name: "R is not raised by what is ignored",
    rules: "[REV-2]",
    changes: [
      change("session.ts", "    this.raise(event.revision);\n\n    if (seq", "    if (seq"),
      change(
        "session.ts",
        "    if (known === undefined) this.#trace(event",
        "    if (registers.length > 0) this.raise(event.revision);\n    if (known === undefined) this.#trace(event",
      ),
    ],
  },
  {
    name: "the outbox forgets what it has sent",
    rules: "[OUT-1] [OUT-4]",
    changes: [
      change(
        "delivery.ts",
        "for (const outgoing of batch) outgoing.messagedAt = now;",
        "for (const outgoing of batch) record.outbox.prune({ upTo: outgoing.seq });",
      ),
    ],
  },
  {
    name: "nothing leaves again when the link is up",
    rules: "[OUT-2] [OUT-7]",
    changes: [
      change("outbox.ts", "for (const outgoing of this.#events.values()) outgoing.messagedAt = null;", ""),
      change("outbox.ts", "now - outgoing.messagedAt >= limits.resendAfterMs", "false"),
    ],
  },
  {
    name: "a failed message is not handed to userInfo, nor what is made out of reach",
    rules: "[OUT-3]",
    changes: [
      change(
        "delivery.ts",
        'for (const each of batch) each.queued = "yes";',
        'for (const each of batch) each.queued = "yes";\n      actions.pop();',
      ),
    ],
  },
  {
    name: "an activation queues nothing anew, though the watch may be another one",
    rules: "[OUT-3]",
    changes: [change("delivery.ts", 'record.outbox.requeue("all");', 'record.outbox.requeue("failed");')],
  },
  {
    name: "a closed session stays closed for another watch",
    rules: "[CLO-2]",
    changes: [
      change(
        "engine.ts",
        "      if (record.closed !== null && record.closed.deviceId !== packet.deviceId) {",
        "      if (record.closed !== null && packet.deviceId === this.deviceId) {",
      ),
    ],
  },
  {
    name: "what the first watch wrote is not sent to the second",
    rules: "[OUT-7]",
    changes: [change("standing.ts", " || fromOthers)", ")")],
  },
  {
    name: "what the peer lacks is never answered by a snapshot",
    rules: "[OUT-7] [DRF-2]",
    changes: [
      change(
        "delivery.ts",
        "    if (!record.owesSnapshot) return;",
        "    if (record.owesSnapshot || !record.owesSnapshot) return;",
      ),
    ],
  },
  {
    name: "tombstones are ignored",
    rules: "[CLO-5]",
    changes: [
      change(
        "replica.ts",
        "if (this.#isForgotten(part.sessionId)) {",
        "if (this.#isForgotten(part.sessionId) && false) {",
      ),
    ],
  },
  {
    name: "a session closes before the peer has said the same",
    rules: "[CLO-1]",
    changes: [
      change("record.ts", "said.digest === state.digest &&", ""),
      change("record.ts", "sameVector(said.vector, state.vector)\n", "true\n"),
    ],
  },
  {
    name: "the last word on a closed session is answered",
    rules: "[CLO-3]",
    changes: [change("engine.ts", "if (!mention.closed && ", "if (")],
  },
  {
    name: "hellos go on for a session that is closed",
    rules: "[HEL-1] [HEL-4]",
    changes: [
      change(
        "delivery.ts",
        "return open ? this.#helloAt + this.#helloPauseMs : null;",
        "return this.#helloAt + limits.helloIntervalMs;",
      ),
    ],
  },
  {
    name: "a device that knows of the end takes edits",
    rules: "[ACT-3]",
    changes: [
      change(
        "acts.ts",
        'if (session.registers.ended && act.act !== "finish") {',
        'if (session.registers.ended && act.act === "discard") {',
      ),
    ],
  },
  {
    name: "the offset to the other clock is not applied",
    rules: "[CLK-4] [TMR-1]",
    changes: [change("clock.ts", "    return sample.offsetMs;", "    return 0;")],
  },
  {
    name: "the session clock follows the wall",
    rules: "[CLK-1]",
    changes: [
      change(
        "clock.ts",
        "return anchor.wallMs + Math.floor(now.monotonicMs) - anchor.monotonicMs;",
        "return Math.floor(now.wallMs);",
      ),
    ],
  },
  {
    name: "offsets doubted after a reboot are trusted again after a restart",
    rules: "[CLK-5]",
    changes: [
      change(
        "device-clock.ts",
        "save.offset(clockId, this.#offsets);\n      this.#anchor",
        "void clockId;\n      this.#anchor",
      ),
    ],
  },
  {
    name: "packets leave before the link is activated",
    rules: "[OUT-2] [OUT-3]",
    changes: [
      change("delivery.ts", "    if (!this.#isActivated) {", "    if (this.#isActivated && !this.#isActivated) {"),
    ],
  },
  {
    name: "a snapshot of a closed session leaves without its vector",
    rules: "[SNP-1] [ACK-1]",
    changes: [change("sender.ts", " || record === about", "")],
  },
  {
    name: "a revision that could never be beaten is taken",
    rules: "[BND-3]",
    changes: [change("replica.ts", "    if (revision <= highest) return null;", "    return null;")],
  },
];
