#if DEBUG
  import LightyProtocol
  import LiveSession

  /// Turns what a session did into the frames its tee records: packets sent and received as the very text, own edits as a local packet of events,
  /// and notes of what no packet shows. Their traceSeqs are given later. [TEE-1] [TEE-6]
  struct FrameTap {
    let observer: Observer
    let bootId: String
    private var transports: [String: Transport] = [:]
    private var peer: String?

    init(deviceId: String, bootId: String) {
      observer = Observer(deviceId: deviceId, role: .watch)
      self.bootId = bootId
    }

    mutating func frames(_ input: Input, _ output: Output, _ after: Aftermath) -> [Frame] {
      var frames = told(input, output, after)
      for action in output.actions {
        switch action {
        case .notify(let notice): frames.append(note(notice.note, input, after))
        case .send(let channel, let sendId, let text):
          let transport = channel.transport
          transports[sendId] = transport
          var frame = self.frame(.sent, text, input, after)
          (frame.transport, frame.peer, frame.sendId) = (transport, peer, sendId)
          frames.append(frame)
        case .cancel(let sendIds): for sendId in sendIds { transports[sendId] = nil }
        }
      }
      return frames
    }

    private mutating func told(_ input: Input, _ output: Output, _ after: Aftermath) -> [Frame] {
      switch input {
      case .received(_, let transport, let text):
        if case .success(let packet) = parsePacket(text) { peer = packet.deviceId }
        var frame = self.frame(.received, text, input, after)
        (frame.transport, frame.peer) = (transport, peer)
        frame.judge(output)
        return [frame]
      case .acted:
        guard let events = output.events else { return [] }
        let body: Value = .object([
          "v": .integer(protocolVersion), "kind": .string("events"), "deviceId": .string(observer.deviceId),
          "role": .string(observer.role.rawValue), "have": .object([:]), "events": .array(events.map(\.value)),
        ])
        var frame = self.frame(.local, body.text, input, after)
        frame.judge(output)
        return [frame]
      case .activated: return after.clockId.map { [note(.activated(clockId: $0, build: nil), input, after)] } ?? []
      case .reachability(_, let reachable): return [note(.reachability(reachable: reachable), input, after)]
      case .sent(_, let sendId, let errorCode):
        let transport = transports.removeValue(forKey: sendId) ?? .userInfo
        guard let errorCode else { return [] }
        var frame = note(
          .sendFailed(sendId: sendId, transport: transport, errorCode: Int64(errorCode)), input, after)
        frame.sendId = sendId
        return [frame]
      case .tick: return []
      }
    }

    private func note(_ note: Note, _ input: Input, _ after: Aftermath) -> Frame {
      frame(.local, note.value.text, input, after)
    }

    private func frame(_ direction: Frame.Direction, _ body: String, _ input: Input, _ after: Aftermath) -> Frame {
      var frame = Frame(
        observer: observer, bootId: bootId, observedAt: max(0, after.readClock),
        monotonicMs: max(0, input.now.monotonicMs), direction: direction, body: body)
      frame.queueDepth = Int64(after.queueDepth)
      return frame
    }
  }

  extension Frame {
    fileprivate mutating func judge(_ output: Output) {
      verdicts = output.verdicts
      verdict = output.verdicts.map(Verdict.summary)
      var digests: [String: Digest] = [:]
      for (sessionId, digest) in output.digests { digests[sessionId] = digest }
      self.digests = digests.isEmpty ? nil : digests
    }
  }

  extension Channel {
    fileprivate var transport: Transport {
      switch self {
      case .message: .message
      case .userInfo: .userInfo
      case .applicationContext: .applicationContext
      }
    }
  }

  extension Notice {
    fileprivate var note: Note {
      switch self {
      case .conflict(let conflict):
        .notice("conflict", sessionId: conflict.sessionId, sentence: conflict.sentence)
      case .stampCollision(let sessionId, _, let sentence):
        .notice("stamp_collision", sessionId: sessionId, sentence: sentence)
      case .protocolViolation(let sessionId, _, let sentence):
        .notice("protocol_violation", sessionId: sessionId, sentence: sentence)
      case .driftDetected(let sessionId, let sentence):
        .notice("drift_detected", sessionId: sessionId, sentence: sentence)
      case .driftUnhealed(let sessionId, let sentence):
        .notice("drift_unhealed", sessionId: sessionId, sentence: sentence)
      case .derivedMismatch(let sessionId, let sentence):
        .notice("derived_mismatch", sessionId: sessionId, sentence: sentence)
      case .quarantined(let sentence): .notice("quarantined", sessionId: nil, sentence: sentence)
      case .sessionEndedElsewhere(let sessionId, _, let sentence):
        .notice("session_ended_elsewhere", sessionId: sessionId, sentence: sentence)
      case .secondSession(let sessionId, let sentence):
        .notice("second_session", sessionId: sessionId, sentence: sentence)
      }
    }
  }
#endif
