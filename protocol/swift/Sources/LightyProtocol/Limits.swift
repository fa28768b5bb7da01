/// The one birthplace of every bound the protocol names, as SPEC's table of limits has them. Sizes are bytes of UTF-8, times are
/// milliseconds. What counts time or revisions is Int64: `Int` has 32 bits on some watches.
public enum Limits {
  /// A revision above this is refused: it must fit a 32-bit signed integer with room to count on. [BND-3]
  public static let maxRevision: Int64 = 2_000_000_000
  /// A revision may lead max(R, revisionClockCap) by this much; a poisoned counter could never be beaten. [BND-3]
  public static let maxRevisionLead: Int64 = 1_000_000
  /// The share of a revision that leans on time ends here: 24 h in tenths of a second. [REV-3]
  public static let revisionClockCap: Int64 = 864_000
  /// Events of one device in one session. [BND-4]
  public static let maxSeq: Int64 = 1_000_000
  /// sendMessage and transferUserInfo refuse more. [LNK-2]
  public static let messageBytes = 65_536
  /// updateApplicationContext refuses more. [LNK-2]
  public static let contextBytes = 262_144
  /// An events packet is split so that none is larger. [OUT-6]
  public static let packetSplitBytes = 49_152
  /// A received text above this is refused unread. [BND-1]
  public static let textBytes = 262_144
  /// Nesting of a received JSON value. [BND-1]
  public static let depth = 16
  /// UTF-16 units of any one string, a tee frame's body excepted. [BND-2]
  public static let stringLength = 4_096
  /// Items of any one array, keys of any one object. [BND-2]
  public static let arrayLength = 5_000
  /// Exercises of one session, and planned sets of one exercise. [BND-2]
  public static let exercises = 200
  public static let setsPerExercise = 200
  /// Characters of a set's place. [SET-2]
  public static let placeLength = 63
  /// A plan whose session_started is larger is refused where it is made, so that it always crosses in one packet. Bytes. [BND-4]
  public static let startBytes = 40_000
  /// Registers of one session; a device takes no edit that would add more. [BND-4]
  public static let registers = 2_000
  /// Seqs remembered past a hole, per device. [HAVE-3]
  public static let past = 256
  /// Devices in one version vector. [HAVE-3]
  public static let vectorDevices = 64
  /// Own events kept for resending; beyond, the oldest go and the snapshot answers for them. [OUT-5]
  public static let outboxEvents = 2_000
  /// Sessions that are not closed. [BND-4]
  public static let openSessions = 64
  /// eventIds remembered per session as a trace aid. [DUP-2]
  public static let traceEvents = 512
  /// Offsets kept, one per peer clock. [CLK-5]
  public static let clockOffsets = 8
  /// A live session says hello this often. [HEL-1]
  public static let helloIntervalMs: Int64 = 15_000
  /// The longest pause between hellos for a session that has ended but is not closed. [HEL-4]
  public static let helloMaxIntervalMs: Int64 = 960_000
  /// A context is published at most this often while a session is live. [SNP-4]
  public static let snapshotIntervalMs: Int64 = 5_000
  /// An unacknowledged event or an asked-for snapshot is not sent again by message sooner. [OUT-7]
  public static let resendAfterMs: Int64 = 2_000
  /// Closed sessions keep their cells this long, or until there are more than closedSessions; then only the id stays. [CLO-4]
  public static let closedKeepMs: Int64 = 2_592_000_000
  public static let closedSessions = 50
  /// Ids of forgotten sessions. [CLO-4]
  public static let tombstones = 10_000
  /// The phone stops waiting for the watch's calories after this. [TRN-4]
  public static let caloriesWaitMs: Int64 = 60_000
  /// Frames the tee holds in memory, and their bytes; beyond, the oldest are dropped and counted. [TEE-3]
  public static let teeFrames = 2_000
  public static let teeBytes = 2_097_152
  /// Frames a device may have unacknowledged at the relay. [TEE-5]
  public static let teeWindow = 4_096

  /// The largest number on the wire: its hundredths are the last integers a double holds exactly. [ENV-5]
  public static let number: Int64 = 90_071_992_547_409
}
