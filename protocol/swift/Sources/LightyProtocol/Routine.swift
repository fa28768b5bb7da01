/// A routine that the phone has sent, so that a workout can be started from the wrist. It is no packet: it crosses the link as a text of its own
/// and concerns no session. [RTN-1]
public struct Routine: Equatable, Sendable {
  public var routineId: String
  /// Rises with every change of the routine, on the one phone that owns it. [RTN-2]
  public var version: Int64
  /// Nil once the routine was deleted.
  public var plan: Plan?

  public init(routineId: String, version: Int64, plan: Plan?) {
    self.routineId = routineId
    self.version = version
    self.plan = plan
  }

  /// The routine as it travels, from that phone. [RTN-1]
  public func value(from deviceId: String) -> Value {
    var fields: Fields = [
      "v": .integer(protocolVersion), "kind": .string(Self.kind), "deviceId": .string(deviceId),
      "routineId": .string(routineId), "version": .integer(version),
    ]
    fields["plan"] = plan.map { .object($0.fields) }
    return .object(fields)
  }

  static let kind = "routine"

  static let shape = Shape<Routine>.object { fields throws(Misfit) in
    _ = try fields.get("v", Shapes.version)
    guard fields["kind"]?.string == kind else { throw Misfit("expected \(kind)").under("kind") }
    _ = try fields.get("deviceId", Shapes.deviceId)
    let plan = Shape<Plan>.object { fields throws(Misfit) in try Plan.read(fields) }
    return Routine(
      routineId: try fields.get("routineId", Shapes.id), version: try fields.get("version", Shapes.atLeast(1)),
      plan: try fields.find("plan", plan))
  }
}

/// Reads the text of a routine; nil when the text is something else, which is then an engine's to judge. [RTN-1]
public func parseRoutine(_ text: String) -> Result<Routine, Rejection>? {
  // A packet can be large, and hardly any text is a routine.
  guard text.utf8.count <= Limits.packetSplitBytes, text.contains("\"routine\""),
    case .success(let json) = parseJson(text), json["kind"]?.string == Routine.kind
  else { return nil }
  do throws(Misfit) { return .success(try Routine.shape.read(json)) } catch { return .failure(error.rejection) }
}
