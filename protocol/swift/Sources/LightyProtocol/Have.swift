/*
 * Version vectors. A device's part says: everything up to `upTo`, and the few in `past` beyond a hole.
 *
 *   upTo 4, past [6, 7]      1 2 3 4 . 6 7
 *   + 5                      1 2 3 4 5 6 7  ->  upTo 7
 */

/// Seqs received of one device: all up to `upTo`, and the few past a hole, rising. [HAVE-1]
public struct Received: Equatable, Sendable {
  public var upTo: Int64
  public var past: [Int64]

  public init(upTo: Int64, past: [Int64] = []) {
    self.upTo = upTo
    self.past = past
  }

  /// True when that seq has been received. [HAVE-2]
  public func covers(_ seq: Int64) -> Bool {
    seq <= upTo || past.contains(seq)
  }

  /// With one more seq. Past more holes than are remembered the seq is not noted: it is merged again when it comes again, which changes
  /// nothing, so a bound here costs no data. [HAVE-3]
  public func with(_ seq: Int64) -> Received {
    if covers(seq) { return self }
    if seq == upTo + 1 { return Received.settled(seq, past) }
    if past.count >= Limits.past { return self }
    return Received(upTo: upTo, past: (past + [seq]).sorted())
  }

  /// Everything either side has. [HAVE-4]
  public func joined(_ other: Received) -> Received {
    .settled(max(upTo, other.upTo), past + other.past)
  }

  /// Nothing as yet; with the first seq it is a part like any other.
  public static let nothing = Received(upTo: 0)

  private static func settled(_ upTo: Int64, _ past: [Int64]) -> Received {
    var top = upTo
    var beyond: [Int64] = []
    for seq in Set(past).sorted() where seq > top {
      if seq == top + 1 && beyond.isEmpty { top = seq } else { beyond.append(seq) }
    }
    return Received(upTo: top, past: Array(beyond.prefix(Limits.past)))
  }

  /// The seqs below `seq` that have not come yet. [VER-4]
  public func missing(below seq: Int64) -> [Int64] {
    var missing: [Int64] = []
    let beyond = Set(past)
    var candidate = upTo + 1
    while candidate < seq && missing.count < Limits.past {
      if !beyond.contains(candidate) { missing.append(candidate) }
      candidate += 1
    }
    return missing
  }

  var value: Value {
    var fields: Fields = ["upTo": .integer(upTo)]
    if !past.isEmpty { fields["past"] = .array(past.map(Value.integer)) }
    return .object(fields)
  }

  static let shape = Shape<Received>.object { fields throws(Misfit) in
    Received(
      upTo: try fields.get("upTo", Shapes.int(0...Limits.maxSeq)),
      past: try fields.find("past", Shapes.list(Shapes.seq, 0...Limits.past)) ?? [])
  }
}

/// The version vector of one session, by deviceId. [HAVE-1]
public typealias Vector = OrderedMap<String, Received>

extension Vector {
  /// True when it has everything the other has.
  public func includes(_ other: Vector) -> Bool {
    other.allSatisfy { deviceId, theirs in
      let ours = self[deviceId] ?? .nothing
      return theirs.upTo <= ours.upTo && theirs.past.allSatisfy(ours.covers)
    }
  }

  public func isSame(as other: Vector) -> Bool { includes(other) && other.includes(self) }

  public var hasHoles: Bool { contains { !$0.value.past.isEmpty } }

  /// As it counts: what a peer wrote down with a filled hole or an empty list of seqs is the same vector as one without.
  var settled: Vector {
    var vector = Vector()
    for (deviceId, received) in self { vector[deviceId] = Received.nothing.joined(received) }
    return vector
  }

  /// Takes over everything the other has. [HAVE-4]
  mutating func join(_ other: Vector) {
    for (deviceId, received) in other { self[deviceId] = (self[deviceId] ?? .nothing).joined(received) }
  }

  var value: Value {
    var fields = Fields()
    for (deviceId, received) in self { fields[deviceId] = received.value }
    return .object(fields)
  }
}

/// The vectors of several sessions, by sessionId. [ACK-1]
public typealias Have = OrderedMap<String, Vector>

extension Have {
  var value: Value {
    var fields = Fields()
    for (sessionId, vector) in self { fields[sessionId] = vector.value }
    return .object(fields)
  }
}

extension Shapes {
  static let vector = map(deviceId, Received.shape)
  static let have = map(id, vector)
}
