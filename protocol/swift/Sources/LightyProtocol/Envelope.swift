/// An event with its identity: the brief's six fields, plus version, author and seq. [ENV-1]
public struct Envelope: Sendable {
  public let sessionId: String
  public let eventId: String
  public let deviceId: String
  /// Nil for events that are not sequenced: health updates have none, whatever they carry. [EVT-7]
  public let seq: Int64?
  public let revision: Int64
  public let timestamp: Int64
  public let eventType: String
  /// What the event says; nil for a kind that this version does not know. [EVT-10]
  public let payload: Payload?
  /// Cells spelled out by a newer version for registers this one has no name for; they merge like any other. [EVT-10]
  public let writes: Fields?
  /// The very object that was read, unknown keys and all. [PKT-2]
  public let value: Value

  /// An event about to be made. [REV-1] [HAVE-1]
  init(
    sessionId: String, eventId: String, deviceId: String, seq: Int64?, revision: Int64, timestamp: Int64,
    payload: Payload
  ) {
    var fields: Fields = [
      "v": .integer(protocolVersion), "sessionId": .string(sessionId), "eventId": .string(eventId),
      "deviceId": .string(deviceId),
    ]
    fields["seq"] = .present(seq)
    fields["revision"] = .integer(revision)
    fields["timestamp"] = .integer(timestamp)
    fields["eventType"] = .string(payload.eventType.rawValue)
    fields["payload"] = payload.value
    self.sessionId = sessionId
    self.eventId = eventId
    self.deviceId = deviceId
    self.seq = seq
    self.revision = revision
    self.timestamp = timestamp
    self.eventType = payload.eventType.rawValue
    self.payload = payload
    self.writes = nil
    self.value = .object(fields)
  }

  /// The payload as it travelled.
  public var payloadValue: Value { value["payload"] ?? .null }

  static let shape = Shape<Envelope> { value throws(Misfit) in try Envelope(reading: value) }

  private init(reading value: Value) throws(Misfit) {
    let fields = try Shapes.object.read(value)
    let eventType = try fields.get("eventType", Shapes.eventType)
    let kind = EventType(rawValue: eventType)
    _ = try fields.get("v", Shapes.version)
    sessionId = try fields.get("sessionId", Shapes.id)
    eventId = try fields.get("eventId", Shapes.id)
    deviceId = try fields.get("deviceId", Shapes.deviceId)
    switch kind {
    case .healthUpdate: seq = nil
    case .some: seq = try fields.get("seq", Shapes.seq)
    case nil: seq = try fields.find("seq", Shapes.seq)
    }
    revision = try fields.get("revision", Shapes.revision)
    timestamp = try fields.get("timestamp", Shapes.milliseconds)
    self.eventType = eventType
    if let kind {
      payload = try fields.get("payload", Payload.shape(of: kind))
    } else {
      _ = try fields.get("payload", Shapes.object)
      payload = nil
    }
    writes = try fields.find("writes", Shapes.writes)
    self.value = value
  }
}

extension Shapes {
  static let eventType = text(isEventName, "an event type is snake_case")

  static let writes = Shape<Fields>.object { fields throws(Misfit) in
    for (name, _) in fields where !isRegisterName(name) { throw Misfit("not a register name").under(name) }
    return fields
  }
}

private func isEventName(_ text: String) -> Bool {
  guard let first = text.utf8.first, isLowercase(first), text.utf8.count <= 64 else { return false }
  return text.utf8.allSatisfy { isLowercaseOrDigit($0) || $0 == UInt8(ascii: "_") }
}
