import LightyProtocol

/// The device's durable memory: keyed JSON values, written in batches that are there whole or not at all (docs/adr/0005). Nothing leaves the
/// device before the batch it came from is written. [DUR-1] [DUR-2]
///
/// It is used by one session at a time and answers when it is done: a save of a tap takes a few milliseconds, and a session that waits for it
/// needs no queue that could be caught half empty.
public protocol Store: AnyObject {
  /// Everything that is there, in any order.
  func load() throws -> [(key: String, value: Value)]

  /// Makes the batch durable before it returns; a key set to null is deleted. After an error nothing of it is there once `load` was called
  /// again.
  func write(_ batch: Batch) throws

  /// Takes what cannot be read out of the way, and keeps it beside; `load` then finds nothing.
  func setAside() throws
}
