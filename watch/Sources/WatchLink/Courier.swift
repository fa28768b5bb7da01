#if DEBUG
  import Foundation

  /// The ways by which a tee's frames reach the phone without touching what the session sends: a word beside each acknowledgement, and files.
  /// A real watch can open no socket, and userInfo is one queue shared with real events, which a trace must not hold up. [TEE-3]
  public protocol Courier: Sendable {
    /// What became of the files given to `carry`, also of those of an earlier process.
    var arrivals: AsyncStream<Carried> { get }

    /// Asked when a message is acknowledged; the words travel in the reply.
    func sayBeside(_ words: @escaping @Sendable () -> String?)

    /// Begins to carry a file; an arrival follows. Never blocks, never throws.
    func carry(_ file: URL)
  }

  public struct Carried: Equatable, Sendable {
    public var file: URL
    /// False when it was not carried: it may be given again.
    public var isThere: Bool

    public init(file: URL, isThere: Bool) {
      self.file = file
      self.isThere = isThere
    }
  }
#endif
