import Foundation

/// The few things a store asks of a file system, apart so that a test can pull the plug between any two of them.
package protocol Disk: AnyObject {
  /// Nil when there is no such file.
  func read(_ name: String) throws -> [UInt8]?
  /// Writes a file anew. Not durable before `sync`.
  func create(_ name: String, _ bytes: [UInt8]) throws
  /// Adds at the end. Not durable before `sync`; a crash may leave any part of it.
  func append(_ bytes: [UInt8], to name: String) throws
  /// Takes everything past `count` bytes off.
  func cut(_ name: String, to count: Int) throws
  /// Makes the file's content durable.
  func sync(_ name: String) throws
  /// Puts a file in another's place, at once; which of the two is there after a crash is open until `syncFolder`.
  func rename(_ name: String, to other: String) throws
  func syncFolder() throws
}

/// A call that the file system refused.
package struct DiskFault: Error, CustomStringConvertible {
  let call: String
  let name: String
  let code: Int32

  package init(call: String, name: String, code: Int32) {
    self.call = call
    self.name = name
    self.code = code
  }

  package var description: String { "\(call) \(name): \(String(cString: strerror(code)))" }
}

/// Files in one folder.
package final class PosixDisk: Disk {
  private let folder: String

  /// Makes the folder if need be, kept out of backups: what identifies this installation must not come to life on another device. [ENV-3]
  package init(folder: URL) throws {
    self.folder = folder.path
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    #if canImport(Darwin)
      var folder = folder
      var values = URLResourceValues()
      values.isExcludedFromBackup = true
      try folder.setResourceValues(values)
      // A workout goes on while the wrist is locked.
      try FileManager.default.setAttributes(
        [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication], ofItemAtPath: folder.path)
    #endif
  }

  package func read(_ name: String) throws -> [UInt8]? {
    let file = open(path(name), O_RDONLY)
    if file < 0 && errno == ENOENT { return nil }
    try check(file, "open", name)
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = chunk.withUnsafeMutableBytes { Foundation.read(file, $0.baseAddress, $0.count) }
      try check(Int32(truncatingIfNeeded: count), "read", name)
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
  }

  package func create(_ name: String, _ bytes: [UInt8]) throws {
    try write(bytes, name, O_WRONLY | O_CREAT | O_TRUNC)
  }

  package func append(_ bytes: [UInt8], to name: String) throws {
    try write(bytes, name, O_WRONLY | O_APPEND)
  }

  package func cut(_ name: String, to count: Int) throws {
    try check(truncate(path(name), off_t(count)), "truncate", name)
  }

  package func sync(_ name: String) throws { try flush(path(name), O_WRONLY, name) }

  package func rename(_ name: String, to other: String) throws {
    try check(Foundation.rename(path(name), path(other)), "rename", name)
  }

  package func syncFolder() throws { try flush(folder, O_RDONLY, "the folder") }

  private func path(_ name: String) -> String { "\(folder)/\(name)" }

  private func write(_ bytes: [UInt8], _ name: String, _ mode: Int32) throws {
    let file = open(path(name), mode, 0o600)
    try check(file, "open", name)
    defer { close(file) }
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      try check(Int32(truncatingIfNeeded: count), "write", name)
      written += count
    }
  }

  private func flush(_ path: String, _ mode: Int32, _ name: String) throws {
    let file = open(path, mode)
    try check(file, "open", name)
    defer { close(file) }
    #if canImport(Darwin)
      // There, fsync leaves the bytes in the drive's own cache.
      if fcntl(file, F_FULLFSYNC) == 0 { return }
    #endif
    try check(fsync(file), "sync", name)
  }

  private func check(_ result: Int32, _ call: String, _ name: String) throws {
    if result < 0 { throw DiskFault(call: call, name: name, code: errno) }
  }
}
