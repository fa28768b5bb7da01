/// A register's value and the stamp of its last write. [REG-2]
public struct Cell: Equatable, Sendable {
  public let stamp: Stamp
  public let value: Value

  public init(_ stamp: Stamp, _ value: Value) {
    self.stamp = stamp
    self.value = value
  }

  /// As it travels: [revision, deviceId, value]. [SNP-1]
  public var stamped: Value { .array([.integer(stamp.revision), .string(stamp.deviceId), value]) }

  static let shape = Shape<Cell> { value throws(Misfit) in
    guard let parts = value.array, parts.count == 3 else { throw Misfit("expected [revision, deviceId, value]") }
    do throws(Misfit) {
      let revision = try Shapes.revision.read(parts[0])
      return Cell(Stamp(revision: revision, deviceId: try Shapes.deviceId.read(parts[1])), parts[2])
    } catch {
      throw error.under(parts[0].int == nil ? 0 : 1)
    }
  }
}

/// Cells by register name, each with its stamp, in the order they came. [SNP-1]
public typealias RegisterMap = OrderedMap<String, Cell>

extension RegisterMap {
  var value: Value {
    var fields = Fields()
    for (name, cell) in self { fields[name] = cell.stamped }
    return .object(fields)
  }
}

extension Shapes {
  static let registers = map(registerName, Cell.shape)
}

/// What a write did to its register: took it, lost to a higher stamp, found itself there, or met its own stamp with another value.
enum Written {
  case taken, lost, same, collided
}

/// Losing a workout is worse than keeping an unwanted one, so a finish beats a discard whatever the stamps. [MRG-3]
private func rank(_ value: Value?) -> Int {
  switch value?.string.flatMap(Status.init) {
  case .active: 0
  case .discarded: 1
  case .finished: 2
  case nil: -1
  }
}

/// A health register is measured, not decided: it counts in the digest only once the session has ended. [DIG-4]
func isHealth(_ name: String) -> Bool {
  name.utf8.starts(with: "health/".utf8)
}

/// The 64-bit hash of one register: name TAB revision TAB deviceId TAB canonical(value). [DIG-1]
public func registerHash(_ name: String, _ cell: Cell) -> Digest {
  var line = Array(name.utf8)
  line.append(0x09)
  line += String(cell.stamp.revision).utf8
  line.append(0x09)
  line += cell.stamp.deviceId.utf8
  line.append(0x09)
  cell.value.appendCanonical(to: &line)
  return hash64(line)
}

/// Does `next` replace `held`? Rank first for `status`, then the higher stamp; at the same stamp the greater canonical value, so that even a
/// fault ends equal everywhere. [MRG-1] [MRG-2] [MRG-3]
private func outranks(_ name: String, _ held: Cell, _ next: Cell) -> Written {
  if name == "status" {
    let difference = rank(next.value) - rank(held.value)
    if difference != 0 { return difference > 0 ? .taken : .lost }
  }
  if held.stamp != next.stamp { return held.stamp < next.stamp ? .taken : .lost }
  return held.value == next.value ? .same : .collided
}

/// The cells of one session and their digest, kept by addition: one write costs one hash. The digest is the sum of the cells' hashes, hence the
/// same in whatever order they came. [DIG-1] [DIG-4]
public struct Registers: Sendable {
  public private(set) var cells = RegisterMap()
  private var core = Digest.zero
  private var health = Digest.zero

  public init() {}

  public var count: Int { cells.count }

  public subscript(name: String) -> Cell? { cells[name] }

  public func value(_ name: String) -> Value? { cells[name]?.value }

  /// Merges one write. Merging is commutative, associative and idempotent. [MRG-1]
  mutating func write(_ name: String, _ next: Cell) -> Written {
    guard let held = cells[name] else {
      put(name, next, replacing: nil)
      return .taken
    }
    let written = outranks(name, held, next)
    let isGreater = { isBefore(held.value.canonical, next.value.canonical) }
    if written == .taken || (written == .collided && isGreater()) { put(name, next, replacing: held) }
    return written
  }

  private mutating func put(_ name: String, _ next: Cell, replacing held: Cell?) {
    cells[name] = next
    let gone = held.map { registerHash(name, $0) } ?? .zero
    if isHealth(name) {
      health = health - gone + registerHash(name, next)
    } else {
      core = core - gone + registerHash(name, next)
    }
  }

  public var meta: Meta? { Meta.shape.trusted(value("meta")) }
  public var run: Run? { Run.shape.trusted(value("run")) }
  public var rest: Rest { Rest.shape.trusted(value("rest")) ?? .none }
  public var status: Status? { value("status")?.string.flatMap(Status.init) }

  /// True once the session is finished or discarded.
  public var ended: Bool { rank(value("status")) > 0 }

  /// The state's digest; health counts once the session has ended. [DIG-1] [DIG-4]
  public var digest: Digest { ended ? core + health : core }

  /// The digest without health, by which drift is judged. [DRF-1]
  public var coreDigest: Digest { core }

  /// The health cells, as they travel in a hello. [HEL-2]
  var healthCells: RegisterMap {
    var map = RegisterMap()
    for (name, cell) in cells where isHealth(name) { map[name] = cell }
    return map
  }
}
