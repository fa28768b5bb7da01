/// Which transfer of the system is which send of JavaScript's. Those that an earlier process queued are found again at activation, under names of
/// their own: the id they had died with it.
struct SendBook<Transfer: AnyObject> {
  private var transfers: [String: Transfer] = [:]
  private var found = 0

  mutating func began(_ sendId: String, _ transfer: Transfer) { transfers[sendId] = transfer }

  /// The id of a transfer that has ended; nil where it was cancelled or is unknown.
  mutating func ended(_ transfer: Transfer) -> String? {
    guard let sendId = name(of: transfer) else { return nil }
    transfers[sendId] = nil
    return sendId
  }

  /// Takes the transfers of these ids out, to be cancelled; what is not known is no matter.
  mutating func take(_ sendIds: [String]) -> [Transfer] {
    sendIds.compactMap { transfers.removeValue(forKey: $0) }
  }

  /// Every transfer that the system still holds, with its id.
  mutating func named(_ held: [Transfer]) -> [(sendId: String, transfer: Transfer)] {
    held.map { transfer in
      if let sendId = name(of: transfer) { return (sendId, transfer) }
      found += 1
      transfers["found-\(found)"] = transfer
      return ("found-\(found)", transfer)
    }
  }

  private func name(of transfer: Transfer) -> String? {
    transfers.first { $0.value === transfer }?.key
  }
}

/// A number for each context, higher than all before it, also those of earlier launches: WatchConnectivity does not deliver the same one twice.
struct ContextCounter {
  private var last = 0

  mutating func next(nowMs: Int) -> Int {
    last = max(last + 1, nowMs)
    return last
  }
}
