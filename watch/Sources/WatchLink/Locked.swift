import Foundation

/// State that callbacks of several queues share. `Mutex` would be it, and begins with watchOS 11.
public final class Locked<State>: @unchecked Sendable {
  private var state: State
  private let lock = NSLock()

  public init(_ state: State) { self.state = state }

  public func with<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&state)
  }
}
