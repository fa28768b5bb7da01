/// Who is sending, what may be looked at for it, and how its packets are written, as its sessions stand at that moment. The engine shares it with
/// its delivery. [PKT-1]
final class Sender {
  let deviceId: String
  let role: Role
  let mintId: () -> String
  let clock: DeviceClock
  var records: OrderedMap<String, SessionRecord>

  init(
    deviceId: String, role: Role, mintId: @escaping () -> String, clock: DeviceClock,
    records: OrderedMap<String, SessionRecord>
  ) {
    self.deviceId = deviceId
    self.role = role
    self.mintId = mintId
    self.clock = clock
    self.records = records
  }

  /// Where each open session stands. [HEL-2]
  var standings: [Standing] {
    records.values.filter { $0.isOpen || $0.owesAnswer }.map { record in
      let registers = record.state.registers
      let health = registers.healthCells
      return Standing(
        sessionId: record.sessionId, revision: record.state.revision, digest: record.state.digest,
        status: registers.status, closed: !record.isOpen, health: health.isEmpty ? nil : health)
    }
  }

  /// One session whole, every register with its stamp. [SNP-1]
  func snapshot(_ record: SessionRecord) -> SessionSnapshot {
    let state = record.state
    return SessionSnapshot(
      sessionId: state.sessionId, revision: state.revision, digest: state.digest, closed: !record.isOpen,
      registers: state.registers.cells,
      derived: state.isShell ? nil : state.registers.derived(clock.read))
  }

  /// Every packet acknowledges: the vectors of open sessions, of those the peer has just mentioned, and of the one the packet is about, closed
  /// or not: a digest without its vector would be held against an older one. [ACK-1] [ACK-2] [SNP-1]
  func packet(_ body: Packet.Body, about: SessionRecord? = nil) -> Packet {
    var have = Have()
    for record in records.values where record.isOpen || record.owesAnswer || record.owesAck || record === about {
      have[record.sessionId] = record.state.vector
    }
    return Packet(deviceId: deviceId, role: role, have: have, body: body)
  }

  /// Gives a packet to a channel, under an id of its own, by which its outcome will be told.
  @discardableResult
  func send(_ channel: Channel, _ body: Packet.Body, _ actions: inout [Action]) -> String {
    send(channel, packet(body), &actions)
  }

  @discardableResult
  func send(_ channel: Channel, _ packet: Packet, _ actions: inout [Action]) -> String {
    let text = packet.value.text
    let sendId = mintId()
    actions.append(.send(channel, sendId: sendId, text: text))
    return sendId
  }
}
