import Testing

@testable import WatchLink

@Test("a background wake is over when nothing is pending and all that came is durable, and is ended once")
func wakeIsOver() {
  var ledger = WakeLedger<Int>()
  ledger.hold(1)
  #expect(ledger.over(isActivated: false, hasContentPending: false).isEmpty)
  #expect(ledger.over(isActivated: true, hasContentPending: true).isEmpty)
  ledger.came()
  ledger.came()
  ledger.settled()
  #expect(ledger.over(isActivated: true, hasContentPending: false).isEmpty)
  ledger.hold(2)
  ledger.settled()
  #expect(ledger.over(isActivated: true, hasContentPending: false) == [1, 2])
  #expect(ledger.over(isActivated: true, hasContentPending: false).isEmpty)
}

@Test("where the link cannot be activated nothing will come: no wake is kept for it")
func wakesAreGivenUp() {
  var ledger = WakeLedger<Int>()
  ledger.hold(1)
  #expect(ledger.giveUp() == [1] && ledger.giveUp().isEmpty)
}

@Test("[ACK-1] a receipt is paid once, by whether what came is durable", arguments: [true, false])
func receiptIsPaidOnce(_ isDurable: Bool) {
  let paid = Locked<[Bool]>([])
  let receipt = Receipt { isDurable in paid.with { $0.append(isDurable) } }
  #expect(paid.with { $0 }.isEmpty)
  if isDurable { receipt.settle() } else { receipt.forfeit() }
  receipt.settle()
  receipt.forfeit()
  #expect(paid.with { $0 } == [isDurable])
}
