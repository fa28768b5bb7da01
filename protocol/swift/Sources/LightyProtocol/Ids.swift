/// What a device is to the lifter.
public enum Role: String, CaseIterable, Sendable {
  case phone, watch
}

/// How a packet crossed. `relay` is the development link, `file` a transferred journal. [LNK-1]
public enum Transport: String, CaseIterable, Sendable {
  case message, userInfo, applicationContext, file, relay
}

/// An opaque lowercase identifier: session, event, exercise, set, routine, boot, clock. Compared byte by byte, never decoded. [ENV-4]
public func isId(_ text: String) -> Bool {
  guard let first = text.utf8.first, text.utf8.count <= 64, isLowercaseOrDigit(first) else { return false }
  return text.utf8.allSatisfy {
    isLowercaseOrDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
  }
}

/// One installation of an app: random, 8 to 32 lowercase letters and digits, kept where backups do not go. [ENV-3]
public func isDeviceId(_ text: String) -> Bool {
  (8...32).contains(text.utf8.count) && text.utf8.allSatisfy(isLowercaseOrDigit)
}

/// What every deviceId of a replay begins with. An installation never mints such an id. [RPL-1] [RPL-2]
public let replayPrefix = "replay"

/// True for the id of a device that is only played. [RPL-1]
public func isReplayed(_ deviceId: String) -> Bool { deviceId.utf8.starts(with: replayPrefix.utf8) }

func isLowercaseOrDigit(_ byte: UInt8) -> Bool {
  isLowercase(byte) || isDigit(byte)
}

func isLowercase(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
func isUppercase(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

extension Shapes {
  package static let id = text(isId, "an id is 1 to 64 of a-z 0-9 . _ -, lowercase, and begins with a letter or digit")
  package static let deviceId = text(isDeviceId, "a deviceId is 8 to 32 of a-z 0-9")
  package static let role = word(Role.self)
}
