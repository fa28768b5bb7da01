import Foundation

/// What came from the watch and JavaScript has not dealt with yet. Everything is on disk before `append` returns, so before the watch hears that
/// it arrived: iOS may launch the app for it without ever starting JavaScript. One file, only ever appended to:
///
///     + <cursor> <wall> <monotonic> <boot> <channel> <bytes> <checksum>\n<the text>\n
///     - <cursor> <checksum>\n                                                everything up to here is dealt with
///
/// A record that was being written when the app died fails its checksum; it and what follows is cut off, and its sender was never answered.
final class Inbox: @unchecked Sendable {
  struct Entry: Equatable {
    /// Rises by one with each entry, over all launches.
    var cursor: Int
    /// When it crossed the boundary.
    var at: Moment
    var channel: String
    var text: String
  }

  enum Fault: Error, Equatable {
    /// JavaScript has not come for so long that there is no room: the sender keeps what it has.
    case full
  }

  private let file: URL
  private let mostBytes: Int
  private let lock = NSLock()
  private var handle: FileHandle
  private var waiting: [Entry] = []
  private var waitingBytes = 0
  private var fileBytes = 0
  private var last = 0

  /// Beyond this the file is written anew with what still waits.
  private static let rewriteBytes = 1 << 20

  /// Opens the file, or begins it; its folder is made. Throws what the disk throws.
  init(file: URL, mostBytes: Int = 8 << 20) throws {
    self.file = file
    self.mostBytes = mostBytes
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    if !FileManager.default.fileExists(atPath: file.path) { try Inbox.protect(Data(), file) }
    handle = try FileHandle(forUpdating: file)
    let records = Records(try handle.readToEnd() ?? Data())
    (waiting, last) = (records.waiting, records.last)
    waitingBytes = waiting.reduce(0) { $0 + $1.text.utf8.count }
    fileBytes = records.soundBytes
    try handle.truncate(atOffset: UInt64(fileBytes))
    try handle.seekToEnd()
  }

  /// Durable when it returns; gives the entry's cursor.
  @discardableResult
  func append(channel: String, text: String, at: Moment) throws -> Int {
    lock.lock()
    defer { lock.unlock() }
    guard waitingBytes + text.utf8.count <= mostBytes else { throw Fault.full }
    let entry = Entry(cursor: last + 1, at: at, channel: channel, text: text)
    try write(Records.line(entry))
    last = entry.cursor
    waiting.append(entry)
    waitingBytes += text.utf8.count
    return entry.cursor
  }

  /// What came after the cursor and is not dealt with, oldest first: as much as crosses to JavaScript in one piece, and one entry in any case.
  func entries(after cursor: Int, mostBytes: Int = 512 << 10) -> [Entry] {
    lock.lock()
    defer { lock.unlock() }
    var bytes = 0
    let later = waiting.drop { $0.cursor <= cursor }
    return Array(
      later.prefix { entry in
        bytes += entry.text.utf8.count
        return bytes <= mostBytes || entry.cursor == later.first?.cursor
      })
  }

  /// The latest of a channel that is not dealt with.
  func latest(of channel: String) -> Entry? {
    lock.lock()
    defer { lock.unlock() }
    return waiting.last { $0.channel == channel }
  }

  /// JavaScript has dealt with everything up to the cursor; a cursor of the past changes nothing.
  func ack(upTo cursor: Int) throws {
    lock.lock()
    defer { lock.unlock() }
    guard let first = waiting.first, first.cursor <= cursor else { return }
    waiting.removeAll { $0.cursor <= cursor }
    waitingBytes = waiting.reduce(0) { $0 + $1.text.utf8.count }
    if fileBytes > Inbox.rewriteBytes {
      try rewrite()
    } else {
      try write(Records.line(ackedUpTo: min(cursor, last)))
    }
  }

  private func write(_ record: Data) throws {
    do {
      try handle.write(contentsOf: record)
      try handle.synchronize()
    } catch {
      // Half a record would hide those that follow it.
      try? handle.truncate(atOffset: UInt64(fileBytes))
      _ = try? handle.seekToEnd()
      throw error
    }
    fileBytes += record.count
  }

  private func rewrite() throws {
    var whole = Records.line(ackedUpTo: (waiting.first?.cursor ?? last + 1) - 1)
    for entry in waiting { whole.append(Records.line(entry)) }
    try Inbox.protect(whole, file)
    try handle.close()
    handle = try FileHandle(forUpdating: file)
    fileBytes = whole.count
    try handle.seekToEnd()
    // Renamed into its place, but not on the disk before this: the old one is gone, and what waits has been answered for.
    try handle.synchronize()
  }

  /// Readable while the phone is locked, once it has been unlocked since its start: that is when messages come.
  private static func protect(_ data: Data, _ file: URL) throws {
    try data.write(to: file, options: .atomic)
    #if os(iOS)
      let protection = FileProtectionType.completeUntilFirstUserAuthentication
      try FileManager.default.setAttributes([.protectionKey: protection], ofItemAtPath: file.path)
    #endif
  }
}
