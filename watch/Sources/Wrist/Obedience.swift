import LiveSession
import WorkoutRuntime

/// Does what the wrist asks, one after the other, and answers with what became of it.
public struct Obedience: Sendable {
  private let session: LiveSession
  private let runtime: WorkoutRuntime

  public init(session: LiveSession, runtime: WorkoutRuntime) {
    self.session = session
    self.runtime = runtime
  }

  /// Nil when there was nothing that could fail.
  public func obey(_ command: Command) async -> Outcome? {
    switch command {
    case .start(let routineId): return await session.start(routineId: routineId)
    case .editSet(let setId, let weight, let reps): return await session.editSet(setId, weight: weight, reps: reps)
    case .completeSet(let setId, let isDone): return await session.completeSet(setId, isDone)
    case .addSet(let exerciseId): return await session.addSet(to: exerciseId)
    case .removeSet(let setId): return await session.removeSet(setId)
    case .goTo(let index): return await session.goToExercise(index)
    case .adjustRest(let byMs): return await session.adjustRest(byMs: byMs)
    case .skipRest: return await session.skipRest()
    case .resumeRest: return await session.resumeRest()
    case .pause: return await session.pause()
    case .resume: return await session.resume()
    case .finish(let sessionId): return await session.finish(sessionId)
    case .discard(let sessionId): return await session.discard(sessionId)
    case .undo(let newsId): return await session.undo(newsId)
    case .dismiss(let newsId): await session.dismiss(newsId)
    case .dismissRecap(let sessionId): await session.dismissRecap(sessionId)
    case .retryHealth: await runtime.retry()
    case .beginAnew: return await session.beginAnew()
    }
    return nil
  }
}

/// What is felt of it.
extension Command {
  public func touch(_ outcome: Outcome?) -> Touch? {
    switch (outcome, self) {
    case (.refused, _), (.notSaved, _): .refused
    case (.done, .start): .started
    case (.done, .completeSet(_, true)): .setDone
    case (.done, .finish): .finished
    default: nil
    }
  }
}
