/**
 * The one birthplace of every bound the protocol names. Each is stated in SPEC's table of limits, and a test compares the two.
 * Sizes are bytes of UTF-8, times are milliseconds.
 */
export const limits = {
  /** A revision above this is refused: it must fit a 32-bit signed integer with room to count on. [BND-3] */
  maxRevision: 2_000_000_000,
  /** A revision may lead max(R, revisionClockCap) by this much; a poisoned counter could never be beaten. [BND-3] */
  maxRevisionLead: 1_000_000,
  /** The share of a revision that leans on time ends here: 24 h in tenths of a second. [REV-3] */
  revisionClockCap: 864_000,
  /** Events of one device in one session. [BND-4] */
  maxSeq: 1_000_000,
  /** sendMessage and transferUserInfo refuse more. [LNK-2] */
  messageBytes: 65_536,
  /** updateApplicationContext refuses more. [LNK-2] */
  contextBytes: 262_144,
  /** An events packet is split so that none is larger. [OUT-6] */
  packetSplitBytes: 49_152,
  /** A received text above this is refused unread. [BND-1] */
  textBytes: 262_144,
  /** Nesting of a received JSON value. [BND-1] */
  depth: 16,
  /** Characters of any one string, a tee frame's body excepted. [BND-2] */
  stringLength: 4_096,
  /** Items of any one array, keys of any one object. [BND-2] */
  arrayLength: 5_000,
  /** Exercises of one session, and planned sets of one exercise. [BND-2] */
  exercises: 200,
  setsPerExercise: 200,
  /** Characters of a set's place. [SET-2] */
  placeLength: 63,
  /** A plan whose session_started is larger is refused where it is made, so that it always crosses in one packet. Bytes. [BND-4] */
  startBytes: 40_000,
  /** Registers of one session; a device takes no edit that would add more. [BND-4] */
  registers: 2_000,
  /** Seqs remembered past a hole, per device. [HAVE-3] */
  past: 256,
  /** Devices in one version vector. [HAVE-3] */
  vectorDevices: 64,
  /** Own events kept for resending; beyond, the oldest go and the snapshot answers for them. [OUT-5] */
  outboxEvents: 2_000,
  /** Sessions that are not closed. [BND-4] */
  openSessions: 64,
  /** eventIds remembered per session as a trace aid. [DUP-2] */
  traceEvents: 512,
  /** Offsets kept, one per peer clock. [CLK-5] */
  clockOffsets: 8,
  /** A live session says hello this often. [HEL-1] */
  helloIntervalMs: 15_000,
  /** The longest pause between hellos for a session that has ended but is not closed. [HEL-4] */
  helloMaxIntervalMs: 960_000,
  /** A context is published at most this often while a session is live. [SNP-4] */
  snapshotIntervalMs: 5_000,
  /** An unacknowledged event or an asked-for snapshot is not sent again by message sooner. [OUT-7] */
  resendAfterMs: 2_000,
  /** Closed sessions keep their cells this long, or until there are more than closedSessions; then only the id stays. [CLO-4] */
  closedKeepMs: 2_592_000_000,
  closedSessions: 50,
  /** Ids of forgotten sessions. [CLO-4] */
  tombstones: 10_000,
  /** The phone stops waiting for the watch's calories after this. [TRN-4] */
  caloriesWaitMs: 60_000,
  /** Frames the tee holds in memory, and their bytes; beyond, the oldest are dropped and counted. [TEE-3] */
  teeFrames: 2_000,
  teeBytes: 2_097_152,
  /** Frames a device may have unacknowledged at the relay. [TEE-5] */
  teeWindow: 4_096,
} as const;
