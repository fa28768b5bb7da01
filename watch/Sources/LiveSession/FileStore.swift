import Foundation
import LightyProtocol

/// Why a store cannot be used.
public enum StoreFault: Error, Equatable {
  /// A newer version of the app wrote it. It is left as it is: an older one that went on writing would lose what it does not know.
  case newerFormat(found: Int, known: Int)
  /// It says what no crash can make it say.
  case damaged(String)

  public var sentence: String {
    switch self {
    case .newerFormat(let found, let known):
      "the workouts here are kept in format \(found); this version of the app knows formats up to \(known)"
    case .damaged(let what): "the file with the workouts is damaged: \(what)"
    }
  }

  var trouble: Trouble {
    switch self {
    case .newerFormat: Trouble(kind: .newerApp, sentence: sentence)
    case .damaged: Trouble(kind: .damaged, sentence: sentence)
    }
  }
}

/// A store in one file: a header, then a batch a line, each under its hash. [DUR-2]
///
///     lighty-store 1
///     9f2c... {"cell/s-1/rest":[3,"watch0001",null],"context":7}
///
/// A write adds a line and waits for the disk. A crash can only tear the last line, whose hash then does not hold: it is cut off when the file
/// is opened, so a batch is there whole or not at all. Once the file is mostly history it is written anew beside itself, synced, and renamed
/// into place.
public final class FileStore: Store {
  private let disk: any Disk
  /// A file this small is left alone, however much of it is history. Bytes.
  private let compactAbove: Int
  private var entries: [String: Value] = [:]
  /// Bytes of the file that are known to be durable; nil before it was read.
  private var committed: Int?
  private var owesFolderSync = false

  package static let name = "session.log"
  package static let newName = "session.log.new"
  static let format = 1
  /// How many times as large as what stands in it a file may grow.
  static let compactFactor = 4

  /// Opens the store of that folder; `load` reads it.
  public convenience init(folder: URL) throws { self.init(disk: try PosixDisk(folder: folder)) }

  package init(disk: any Disk, compactAbove: Int = 256 << 10) {
    self.disk = disk
    self.compactAbove = compactAbove
  }

  public func load() throws -> [(key: String, value: Value)] {
    if let committed {
      // Whatever a failed write has left goes. The file may also be the compacted one, whose place is not yet certain.
      try disk.cut(Self.name, to: committed)
      try disk.sync(Self.name)
    }
    entries = [:]
    guard let bytes = try disk.read(Self.name) else {
      committed = try replace([])
      return []
    }
    let whole = try read(bytes)
    if whole < bytes.count {
      try disk.cut(Self.name, to: whole)
      try disk.sync(Self.name)
    }
    committed = whole
    return entries.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
  }

  public func write(_ batch: Batch) throws {
    guard let length = committed else { throw StoreFault.damaged("it was written to before it was read") }
    if batch.isEmpty { return }
    if owesFolderSync {
      try disk.syncFolder()
      owesFolderSync = false
    }
    let line = Self.line(batch)
    try disk.append(line, to: Self.name)
    try disk.sync(Self.name)
    committed = length + line.count
    merge(batch)
    compactIfNeeded()
  }

  /// Puts a damaged file aside, so that the app can go on as a new installation; what the phone has comes back from there.
  public func setAside() throws {
    try disk.rename(Self.name, to: "session.log.damaged")
    try disk.syncFolder()
    committed = nil
  }

  private func merge(_ batch: Batch) {
    for (key, value) in batch { entries[key] = value.isNull ? nil : value }
  }

  /// Takes in every whole line; says how many bytes they are.
  private func read(_ bytes: [UInt8]) throws -> Int {
    guard let headerEnd = bytes.firstIndex(of: UInt8(ascii: "\n")),
      let format = Self.format(of: String(decoding: bytes[..<headerEnd], as: UTF8.self))
    else { throw StoreFault.damaged("it does not begin with its format") }
    if format > Self.format { throw StoreFault.newerFormat(found: format, known: Self.format) }
    var whole = headerEnd + 1
    var at = whole
    while let end = bytes[at...].firstIndex(of: UInt8(ascii: "\n")) {
      if let batch = Self.batch(bytes[at..<end]) {
        // Lines are synced one by one, so a tear is always the last thing in the file.
        guard at == whole else { throw StoreFault.damaged("the line at byte \(whole) does not hold its hash") }
        merge(batch)
        whole = end + 1
      }
      at = end + 1
    }
    return whole
  }

  /// A file that cannot be made smaller now is made so later.
  private func compactIfNeeded() {
    guard let length = committed, length > compactAbove else { return }
    var batch = Batch()
    for (key, value) in entries.sorted(by: { $0.key < $1.key }) { batch[key] = value }
    let line = Self.line(batch)
    if length < line.count * Self.compactFactor { return }
    if let compacted = try? replace(line) { committed = compacted }
  }

  /// Writes the file anew with those lines and puts it in place; says its length.
  private func replace(_ lines: [UInt8]) throws -> Int {
    let bytes = Array("lighty-store \(Self.format)\n".utf8) + lines
    try disk.create(Self.newName, bytes)
    try disk.sync(Self.newName)
    try disk.rename(Self.newName, to: Self.name)
    owesFolderSync = true
    // Should this fail, the new file is in place all the same, and the next write sees to it first.
    if (try? disk.syncFolder()) != nil { owesFolderSync = false }
    return bytes.count
  }

  private static func line(_ batch: Batch) -> [UInt8] {
    var fields = Fields()
    for (key, value) in batch { fields[key] = value }
    let text = Value.object(fields).text
    return Array("\(hash64(text).hex) \(text)\n".utf8)
  }

  private static func batch(_ line: ArraySlice<UInt8>) -> Batch? {
    let text = String(decoding: line, as: UTF8.self)
    let parts = text.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, hash64(String(parts[1])).hex == parts[0],
      let fields = readJson(String(parts[1]), maxDepth: 64)?.object
    else { return nil }
    var batch = Batch()
    for (key, value) in fields { batch[key] = value }
    return batch
  }

  private static func format(of header: String) -> Int? {
    header.hasPrefix("lighty-store ") ? Int(header.dropFirst("lighty-store ".count)) : nil
  }
}
