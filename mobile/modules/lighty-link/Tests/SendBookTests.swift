import Testing

@testable import LightyLink

private final class Transfer {}

@Test("a transfer's end is told under the id it was sent with, once; a cancelled one's is not")
func ends() {
  var book = SendBook<Transfer>()
  let (one, two) = (Transfer(), Transfer())
  book.began("a", one)
  book.began("b", two)
  #expect(book.take(["b", "never"]).map { ObjectIdentifier($0) } == [ObjectIdentifier(two)])
  #expect(book.ended(two) == nil)
  #expect(book.ended(one) == "a")
  #expect(book.ended(one) == nil)
}

@Test(
  "what an earlier process queued is found under names of its own, the same ones each time it is asked for"
)
func found() {
  var book = SendBook<Transfer>()
  let (old, older, own) = (Transfer(), Transfer(), Transfer())
  book.began("own", own)
  #expect(book.named([older, old, own]).map(\.sendId) == ["found-1", "found-2", "own"])
  #expect(book.named([old, own]).map(\.sendId) == ["found-2", "own"])
  #expect(book.take(["found-1"]).count == 1)
  #expect(book.ended(old) == "found-2")
}

@Test("no context wears a number that one before it wore, whatever the clock does")
func counts() {
  var counter = ContextCounter()
  #expect([1000, 1000, 900, 2000].map { counter.next(nowMs: $0) } == [1000, 1001, 1002, 2000])
}
