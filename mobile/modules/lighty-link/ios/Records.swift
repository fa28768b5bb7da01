import Foundation

/// The inbox's file as it is read: what waits in it, and how far it is sound.
struct Records {
  private(set) var waiting: [Inbox.Entry] = []
  /// Highest cursor given out.
  private(set) var last = 0
  /// Where the last whole record ends.
  private(set) var soundBytes = 0

  private static let newline = UInt8(ascii: "\n")

  init(_ data: Data) {
    let bytes = [UInt8](data)
    while let end = bytes[soundBytes...].firstIndex(of: Records.newline) {
      let head = String(decoding: bytes[soundBytes..<end], as: UTF8.self).split(separator: " ").map(
        String.init)
      guard let next = take(head, bytes, after: end + 1) else { return }
      soundBytes = next
    }
  }

  /// Where the record ends; nil where it is torn.
  private mutating func take(_ head: [String], _ bytes: [UInt8], after start: Int) -> Int? {
    if head.count == 3, head[0] == "-", let cursor = Int(head[1]),
      Records.checksum(head[1].utf8) == head[2]
    {
      waiting.removeAll { $0.cursor <= cursor }
      last = max(last, cursor)
      return start
    }
    guard head.count == 8, head[0] == "+", let cursor = Int(head[1]), let wallMs = Int(head[2]),
      let monotonicMs = Int(head[3]), let count = Int(head[6]),
      count >= 0, count < bytes.count - start, bytes[start + count] == Records.newline
    else { return nil }
    let text = bytes[start..<start + count]
    guard Records.checksum(head[1...6].joined(separator: " ").utf8, text) == head[7] else {
      return nil
    }
    let entry = Inbox.Entry(
      cursor: cursor, at: Moment(wallMs: wallMs, monotonicMs: monotonicMs, bootId: head[4]),
      channel: head[5], text: String(decoding: text, as: UTF8.self))
    waiting.append(entry)
    last = max(last, cursor)
    return start + count + 1
  }

  static func line(_ entry: Inbox.Entry) -> Data {
    let text = Data(entry.text.utf8)
    let at = "\(entry.at.wallMs) \(entry.at.monotonicMs) \(entry.at.bootId)"
    let head = "\(entry.cursor) \(at) \(entry.channel) \(text.count)"
    return Data("+ \(head) \(checksum(head.utf8, text))\n".utf8) + text + [newline]
  }

  static func line(ackedUpTo cursor: Int) -> Data {
    Data("- \(cursor) \(checksum("\(cursor)".utf8))\n".utf8)
  }

  /// FNV-1a of 64 bits, in hex: it is to tell a torn write from a whole one, not a forged one from a true one.
  private static func checksum(
    _ head: some Sequence<UInt8>, _ text: some Sequence<UInt8> = EmptyCollection()
  ) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in head { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }
}
