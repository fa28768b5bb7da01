import Foundation
import Testing

@testable import LightyLink

/// A file that is gone with the test.
private final class Place {
  let file: URL
  init() {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "lighty-inbox-\(UUID().uuidString)")
    file = folder.appendingPathComponent("inbox")
  }
  deinit { try? FileManager.default.removeItem(at: file.deletingLastPathComponent()) }

  /// The app is launched: it has nothing but the file.
  func open(mostBytes: Int = 8 << 20) throws -> Inbox {
    try Inbox(file: file, mostBytes: mostBytes)
  }
}

private func at(_ ms: Int) -> Moment { Moment(wallMs: ms, monotonicMs: ms / 2, bootId: "a-boot") }

private func texts(_ inbox: Inbox, after cursor: Int = 0) -> [String] {
  inbox.entries(after: cursor).map(\.text)
}

@Test("what came is there after any death of the app, in its order, under cursors that rise by one")
func survives() throws {
  let place = Place()
  let inbox = try place.open()
  let said = [
    "{}", "", "ein Satz mit Umlauten: äöü \u{1F3CB}", "zwei\nZeilen", "+ 9 9 message 1 0",
  ]
  for (index, text) in said.enumerated() {
    #expect(
      try inbox.append(
        channel: index == 1 ? "userInfo" : "message", text: text, at: at(100 + index))
        == index + 1)
  }
  let again = try place.open()
  #expect(texts(again) == said)
  #expect(
    again.entries(after: 0)[1] == Inbox.Entry(cursor: 2, at: at(101), channel: "userInfo", text: "")
  )
  #expect(texts(again, after: 3) == Array(said[3...]))
  #expect(try again.append(channel: "message", text: "more", at: at(1)) == said.count + 1)
}

@Test(
  "a write that was torn at any byte takes nothing with it that was answered for, and the next one stands"
)
func torn() throws {
  let place = Place()
  let inbox = try place.open()
  try inbox.append(channel: "message", text: "one", at: at(1))
  let sound = try Data(contentsOf: place.file).count
  try inbox.append(channel: "message", text: "two\nlines", at: at(2))
  let whole = try Data(contentsOf: place.file)
  for length in sound..<whole.count {
    try whole.prefix(length).write(to: place.file)
    let launched = try place.open()
    #expect(texts(launched) == ["one"], "torn at \(length)")
    #expect(try launched.append(channel: "message", text: "three", at: at(3)) == 2)
    let after = texts(try place.open())
    #expect(after == ["one", "three"], "torn at \(length)")
  }
  // Bytes that the disk made up.
  for index in sound..<whole.count {
    var bent = whole
    bent[index] ^= 0x01
    try bent.write(to: place.file)
    let read = texts(try place.open())
    #expect(read == ["one"], "bent at \(index)")
  }
}

@Test(
  "an app that dies between reading and acknowledging reads the same again; one that has acknowledged does not"
)
func acknowledged() throws {
  let place = Place()
  let inbox = try place.open()
  for n in 1...5 { try inbox.append(channel: "message", text: "\(n)", at: at(n)) }
  let unread = texts(try place.open())
  #expect(texts(inbox) == unread)
  try inbox.ack(upTo: 3)
  #expect(texts(inbox) == ["4", "5"])
  let again = try place.open()
  #expect(texts(again) == ["4", "5"])
  try again.ack(upTo: 2)
  #expect(texts(again) == ["4", "5"])
  // One from the future acknowledges what there is, and no more.
  try again.ack(upTo: 99)
  let third = try place.open()
  #expect(texts(third) == [])
  #expect(try third.append(channel: "message", text: "6", at: at(6)) == 6)
}

@Test("cursors go on after everything was acknowledged and the file was written anew")
func rewritten() throws {
  let place = Place()
  let inbox = try place.open()
  let long = String(repeating: "x", count: 60_000)
  for n in 1...40 {
    try inbox.append(channel: "applicationContext", text: long, at: at(n))
    try inbox.ack(upTo: n - 1)
  }
  #expect(try Data(contentsOf: place.file).count < 2 << 20)
  let again = try place.open()
  #expect(again.entries(after: 0).map(\.cursor) == [40])
  try again.ack(upTo: 40)
  #expect(try again.append(channel: "message", text: "next", at: at(1)) == 41)
  let last = texts(try place.open())
  #expect(last == ["next"])
}

@Test("what waits is given a piece at a time, and a piece is never empty while something waits")
func pieces() throws {
  let inbox = try Place().open()
  for (n, length) in [40, 40, 200, 40].enumerated() {
    try inbox.append(channel: "message", text: String(repeating: "x", count: length), at: at(n))
  }
  let pieces = [0, 2, 3, 4].map { inbox.entries(after: $0, mostBytes: 100).map(\.cursor) }
  #expect(pieces == [[1, 2], [3], [4], []])
}

@Test("of a channel the latest that waits is known")
func latest() throws {
  let inbox = try Place().open()
  try inbox.append(channel: "applicationContext", text: "one", at: at(1))
  try inbox.append(channel: "applicationContext", text: "two", at: at(2))
  try inbox.append(channel: "message", text: "three", at: at(3))
  #expect(inbox.latest(of: "applicationContext")?.text == "two")
  try inbox.ack(upTo: 2)
  #expect(inbox.latest(of: "applicationContext") == nil)
}

@Test(
  "[CLK-1] how long ago something came is told by the clock that nobody sets, and across a boot by the wall's"
)
func age() {
  let came = Moment(wallMs: 5_000, monotonicMs: 700, bootId: "one")
  #expect(came.agoMs(at: Moment(wallMs: 3_605_000, monotonicMs: 900, bootId: "one")) == 200)
  #expect(came.agoMs(at: Moment(wallMs: 9_000, monotonicMs: 900, bootId: "two")) == 4_000)
  #expect(came.agoMs(at: Moment(wallMs: 1_000, monotonicMs: 900, bootId: "two")) == 0)
  let (one, two) = (Moment.now, Moment.now)
  #expect(one.bootId == two.bootId && !one.bootId.contains(" "))
  #expect(two.monotonicMs >= one.monotonicMs)
}

@Test("an inbox that nobody empties refuses at its bound, and what it holds stays")
func bounded() throws {
  let place = Place()
  let inbox = try place.open(mostBytes: 10)
  try inbox.append(channel: "message", text: "12345678", at: at(1))
  #expect(throws: Inbox.Fault.full) { try inbox.append(channel: "message", text: "123", at: at(2)) }
  let held = texts(try place.open())
  #expect(held == ["12345678"])
  try inbox.ack(upTo: 1)
  #expect(try inbox.append(channel: "message", text: "123", at: at(2)) == 2)
}
