/// What a peer says of one session in a hello or a snapshot.
struct Mention {
  let digest: Digest
  let closed: Bool
  /// Its digest without health, by which drift is judged. [DRF-1]
  let coreDigest: Digest
  let isWhole: Bool
}

extension Packet {
  /// The sessions a packet speaks of, with what it says of each. [HEL-2] [SNP-1]
  var mentions: OrderedMap<String, Mention> {
    var mentions = OrderedMap<String, Mention>()
    switch body {
    case .hello(let standings):
      for standing in standings {
        let ended = standing.status == .finished || standing.status == .discarded
        mentions[standing.sessionId] = Mention(
          digest: standing.digest, closed: standing.closed,
          coreDigest: withoutHealth(standing.digest, ended, standing.health ?? RegisterMap()), isWhole: false)
      }
    case .snapshot(_, let sessions):
      for part in sessions {
        let status = part.registers["status"]?.value.string.flatMap(Status.init)
        let ended = status == .finished || status == .discarded
        mentions[part.sessionId] = Mention(
          digest: part.digest, closed: part.closed, coreDigest: withoutHealth(part.digest, ended, part.registers),
          isWhole: true)
      }
    case .events, .ack, .ping, .pong: break
    }
    return mentions
  }
}

/// An ended session's digest counts health; taking the said health cells out leaves what the edits alone make. [DIG-4]
private func withoutHealth(_ digest: Digest, _ ended: Bool, _ registers: RegisterMap) -> Digest {
  if !ended { return digest }
  var core = digest
  for (name, cell) in registers where isHealth(name) { core = core - registerHash(name, cell) }
  return core
}

extension SessionRecord {
  /// Takes down the vector a packet's head gives for the session, and what the outbox may forget. [ACK-1] [OUT-4]
  func hear(_ packet: Packet, deviceId: String) -> [Int64] {
    guard let vector = packet.have[sessionId] else { return [] }
    let said = Said(deviceId: packet.deviceId, vector: vector.settled)
    self.said = said
    return outbox.prune(said.vector[deviceId])
  }

  /// What the peer lacks is sent again from the outbox if it is there in a row, else as a snapshot. [OUT-7]
  func answerLack(deviceId: String, now: Int64) {
    guard let said, peerLacks else { return }
    let lacksOthers = state.vector.contains { author, received in
      if author == deviceId || author == said.deviceId { return false }
      let theirs = said.vector[author] ?? .nothing
      return received.upTo > theirs.upTo || received.past.count > theirs.past.count
    }
    if !outbox.resend(lacked(by: said, deviceId), now: now) || lacksOthers { owesSnapshot = true }
  }

  /// The own seqs that a peer's vector misses.
  private func lacked(by said: Said, _ deviceId: String) -> [Int64] {
    let part = said.vector[deviceId] ?? .nothing
    guard part.upTo < seq else { return [] }
    return (part.upTo + 1...seq).filter { !part.covers($0) }
  }

  /// Compares where the peer says it stands with where this device stands. The vector says what to send, the digest says whether it is done:
  /// equal vectors without holes and unequal digests are drift, answered by a snapshot; drift that a snapshot each way leaves is a fault.
  /// [DRF-1..3]
  func compare(_ mention: Mention) -> Notice? {
    guard var said else { return nil }
    said.digest = mention.digest
    self.said = said
    if state.vector.hasHoles || !said.vector.isSame(as: state.vector) {
      owesAck = true
      return nil
    }
    if mention.digest == state.digest {
      drift = nil
      return nil
    }
    let ours = state.registers.coreDigest
    let theirs = mention.coreDigest
    if theirs == ours {
      owesSnapshot = true
      return nil
    }
    guard let known = drift, known.ours == ours, known.theirs == theirs else {
      drift = Drift(ours: ours, theirs: theirs)
      owesSnapshot = true
      return .driftDetected(
        sessionId: sessionId,
        sentence:
          "session \(sessionId): both devices have the same events, yet digest \(state.digest) here and \(mention.digest) at the peer"
      )
    }
    owesSnapshot = !known.snapshotSent
    if !mention.isWhole || !known.snapshotSent || known.unhealed { return nil }
    drift?.unhealed = true
    return .driftUnhealed(
      sessionId: sessionId,
      sentence:
        "session \(sessionId): a snapshot each way has left digest \(state.digest) here and \(mention.digest) at the peer; this is a bug"
    )
  }
}
