import LightyProtocol

extension Output {
  /// The form of `Output` in TypeScript; the save as a list of [key, value].
  public var json: Value {
    var fields = Fields()
    if !save.isEmpty { fields["save"] = .array(save.map { .array([.string($0.key), $0.value]) }) }
    fields["actions"] = .array(actions.map(\.json))
    var digests = Fields()
    for (sessionId, digest) in self.digests { digests[sessionId] = .string(digest.hex) }
    fields["digests"] = .object(digests)
    if let events { fields["events"] = .array(events.map(\.value)) }
    if let verdicts { fields["verdicts"] = .array(verdicts.map(\.value)) }
    if let refusal {
      fields["refusal"] = .object(["code": .string(refusal.code.rawValue), "sentence": .string(refusal.sentence)])
    }
    return .object(fields)
  }
}

extension Action {
  var json: Value {
    switch self {
    case .send(let channel, let sendId, let text):
      .object([
        "type": .string("send"), "channel": .string(channel.rawValue), "sendId": .string(sendId),
        "text": .string(text), "bytes": .integer(Int64(text.utf8.count)),
      ])
    case .cancel(let sendIds):
      .object(["type": .string("cancel"), "sendIds": .array(sendIds.map(Value.string))])
    case .notify(let notice): .object(["type": .string("notify"), "notice": notice.json])
    }
  }
}

extension Notice {
  var json: Value {
    var fields = Fields()
    let say = { (notice: String, sessionId: String?, sentence: String) in
      fields["notice"] = .string(notice)
      fields["sessionId"] = sessionId.map(Value.string)
      fields["sentence"] = .string(sentence)
    }
    switch self {
    case .conflict(let conflict):
      say("conflict", conflict.sessionId, conflict.sentence)
      fields["register"] = .string(conflict.register)
      fields["kept"] = conflict.kept
      fields["lost"] = conflict.lost
      fields["keptBy"] = .string(conflict.keptBy)
      fields["lostBy"] = .string(conflict.lostBy)
    case .stampCollision(let sessionId, let register, let sentence):
      say("stamp_collision", sessionId, sentence)
      fields["register"] = .string(register)
    case .protocolViolation(let sessionId, let eventId, let sentence):
      say("protocol_violation", sessionId, sentence)
      fields["eventId"] = eventId.map(Value.string)
    case .driftDetected(let sessionId, let sentence): say("drift_detected", sessionId, sentence)
    case .driftUnhealed(let sessionId, let sentence): say("drift_unhealed", sessionId, sentence)
    case .derivedMismatch(let sessionId, let sentence): say("derived_mismatch", sessionId, sentence)
    case .quarantined(let sentence): say("quarantined", nil, sentence)
    case .sessionEndedElsewhere(let sessionId, let status, let sentence):
      say("session_ended_elsewhere", sessionId, sentence)
      fields["status"] = .string(status.rawValue)
    case .secondSession(let sessionId, let sentence): say("second_session", sessionId, sentence)
    }
    return .object(fields)
  }
}
