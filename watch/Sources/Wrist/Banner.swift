import LightyProtocol
import LiveSession
import WorkoutRuntime

/// Why a command was refused, in the lifter's words.
public enum Refusal: Equatable, Sendable {
  case alreadyTraining, over, gone, full, other

  init(_ code: ErrorCode) {
    switch code {
    case .sessionLive, .sessionExists: self = .alreadyTraining
    case .sessionEnded, .sessionUnknown: self = .over
    case .setUnknown, .exerciseUnknown: self = .gone
    case .limitReached: self = .full
    default: self = .other
    }
  }
}

/// Something the lifter should know, most pressing first.
public enum Banner: Equatable, Sendable, Identifiable {
  /// Nothing can be saved, and why.
  case notSaved(Trouble)
  case refused(Refusal)
  case healthRefused
  case healthUnavailable
  case anotherWorkout
  case healthFault(String)
  case alsoStarted(sessionId: String, routineName: String)
  /// Both devices changed a set; `lost` can be brought back.
  case conflict(newsId: Int, exercise: String, setNumber: Int, field: ConflictField, kept: String, lost: String)
  case endedElsewhere(newsId: Int, isFinished: Bool)
  case phoneAppMissing
  case phoneLocked
  case linkFault(Int)

  public enum ConflictField: Equatable, Sendable { case weight, reps, done, removed }

  public var id: String {
    switch self {
    case .alsoStarted(let sessionId, _): "also/\(sessionId)"
    case .conflict(let newsId, _, _, _, _, _), .endedElsewhere(let newsId, _): "news/\(newsId)"
    default: "\(self)"
    }
  }
}

extension Wrist {
  func banners(_ figures: Figures) -> [Banner] {
    guard let screen else { return [] }
    var banners: [Banner] = []
    if let trouble = screen.trouble { banners.append(.notSaved(trouble)) }
    if let refusal { banners.append(.refused(refusal)) }
    banners += healthBanners
    banners += screen.alsoLive.filter { !keptOffers.contains($0.sessionId) }.map {
      .alsoStarted(sessionId: $0.sessionId, routineName: $0.routineName)
    }
    banners += screen.news.compactMap { banner($0, figures) }
    let condition = screen.link.condition
    // Apple says what it means for an app that runs without a phone; who is in reach has it in any case.
    if condition.isPhoneAppMissing && !screen.link.isReachable { banners.append(.phoneAppMissing) }
    if condition.isPhoneLocked { banners.append(.phoneLocked) }
    if let code = condition.activationError { banners.append(.linkFault(code)) }
    return banners
  }

  private var healthBanners: [Banner] {
    guard let status else { return [] }
    switch status.permission {
    case .denied(.refused): return [.healthRefused]
    case .denied(.unavailable): return [.healthUnavailable]
    case .unasked, .granted: break
    }
    switch status.fault {
    case .anotherWorkout: return [.anotherWorkout]
    case .other(let sentence): return [.healthFault(sentence)]
    case nil: return []
    }
  }

  private func banner(_ news: News, _ figures: Figures) -> Banner? {
    switch news.what {
    // The offer says it, for as long as it stands.
    case .secondSession: return nil
    case .endedElsewhere(_, let status): return .endedElsewhere(newsId: news.id, isFinished: status == .finished)
    case .conflict(let sessionId, let register, let kept, let lost):
      let parts = register.split(separator: "/").map(String.init)
      guard parts.count == 3, parts[0] == "set", let live, live.session.sessionId == sessionId,
        let exercise = live.session.exercises.first(where: { $0.sets.contains { $0.setId == parts[1] } }),
        let position = exercise.sets.firstIndex(where: { $0.setId == parts[1] })
      else { return nil }
      let field: Banner.ConflictField
      switch parts[2] {
      case "weight": field = .weight
      case "reps": field = .reps
      case "isCompleted": field = .done
      case "deleted": field = .removed
      default: return nil
      }
      return .conflict(
        newsId: news.id, exercise: exercise.name, setNumber: position + 1, field: field,
        kept: kept.number.map(figures.number) ?? "", lost: lost.number.map(figures.number) ?? "")
    }
  }
}
