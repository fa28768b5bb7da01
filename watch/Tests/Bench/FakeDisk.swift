import LiveSession

/// A disk that tells what was written from what is durable, and whose plug can be pulled at any call: then some of what was not synced is
/// there afterwards, some is not, and the last bytes may be anything.
package final class FakeDisk: Disk {
  private struct File {
    var durable: [UInt8] = []
    var current: [UInt8] = []
  }

  private var files: [Int: File] = [:]
  private var names: [String: Int] = [:]
  private var durableNames: [String: Int] = [:]
  private var made = 0
  /// Calls that change something, so far.
  package private(set) var calls = 0
  /// The call at which the process dies; it and all later ones fail.
  package var unplugAt: Int?
  /// Calls that fail without the process dying, as on a full disk.
  package var failing: ClosedRange<Int>?
  package private(set) var isUnplugged = false
  package var onUnplug: () -> Void = {}

  package init() {}

  package struct Unplugged: Error {}

  private func call(_ half: () -> Void = {}) throws {
    if isUnplugged { throw Unplugged() }
    calls += 1
    if calls == unplugAt {
      isUnplugged = true
      half()
      onUnplug()
      throw Unplugged()
    }
    if let failing, failing.contains(calls) {
      half()
      throw DiskFault(call: "write", name: "disk", code: 28)
    }
  }

  package func read(_ name: String) throws -> [UInt8]? {
    if isUnplugged { throw Unplugged() }
    return names[name].flatMap { files[$0]?.current }
  }

  package func create(_ name: String, _ bytes: [UInt8]) throws {
    let make = { (bytes: [UInt8]) in
      self.made += 1
      self.files[self.made] = File(current: bytes)
      self.names[name] = self.made
      self.durableNames[name] = self.made
    }
    try call { make(Array(bytes.prefix(bytes.count / 2))) }
    make(bytes)
  }

  package func append(_ bytes: [UInt8], to name: String) throws {
    let add = { (bytes: [UInt8]) in
      guard let file = self.names[name] else { return }
      self.files[file]?.current += bytes
    }
    try call { add(Array(bytes.prefix(bytes.count * 2 / 3))) }
    add(bytes)
  }

  package func cut(_ name: String, to count: Int) throws {
    try call()
    guard let file = names[name], var content = files[file] else { return }
    content.current = Array(content.current.prefix(count))
    files[file] = content
  }

  package func sync(_ name: String) throws {
    try call()
    guard let file = names[name], var content = files[file] else { return }
    content.durable = content.current
    files[file] = content
  }

  package func rename(_ name: String, to other: String) throws {
    try call()
    names[other] = names[name]
    names[name] = nil
  }

  package func syncFolder() throws {
    try call()
    durableNames = names
  }

  /// The power is gone and comes back: what was not durable is there, or not, or torn.
  package func restart(_ random: inout SeededRandom) {
    isUnplugged = false
    unplugAt = nil
    failing = nil
    if random.chance(50) { names = durableNames }
    for (id, file) in files {
      var content = file.durable
      if file.current.starts(with: file.durable) {
        let tail = file.current[file.durable.count...]
        content += tail.prefix(Int(random.int(0...Int64(tail.count))))
        if !tail.isEmpty && random.chance(30) { content += [UInt8](repeating: 0, count: Int(random.int(1...40))) }
      } else if random.chance(50) {
        content = file.current
      }
      files[id] = File(durable: content, current: content)
    }
    durableNames = names
  }

  /// Someone else writes into a file.
  package func edit(_ name: String, _ change: (inout [UInt8]) -> Void) {
    guard let file = names[name], var content = files[file] else { return }
    change(&content.current)
    content.durable = content.current
    files[file] = content
  }

  /// A copy as it would be found now, were nothing lost.
  package func bytes(_ name: String) -> [UInt8] { names[name].flatMap { files[$0]?.current } ?? [] }
}
