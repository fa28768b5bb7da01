import LightyProtocol
import LiveSession

/// All that the app shows at one instant: plain values and figures, no words.
public struct Face: Equatable, Sendable {
  public var page: Page
  public var banners: [Banner]

  public enum Page: Equatable, Sendable {
    /// The store is being opened.
    case opening
    case start(StartFace)
    /// The phone has called for a workout, and its session is on the way.
    case called
    case live(LiveFace)
    case recap(RecapFace)
  }
}

public struct StartFace: Equatable, Sendable {
  public var routines: [Routine]
  public var isPhoneReachable: Bool

  public struct Routine: Equatable, Sendable, Identifiable {
    public var id: String
    public var name: String
    public var exercises: Int
    public var sets: Int
  }
}

public struct LiveFace: Equatable, Sendable {
  public var routineName: String
  public var unit: WeightUnit
  public var elapsed: String
  public var isPaused: Bool
  public var setsDone: Int
  public var setsTotal: Int
  /// Edits that the phone has not got yet.
  public var queueDepth: Int
  public var current: ExerciseFace?
  public var next: String?
  public var exercises: [ExerciseRow]
  /// Covers the rest of the screen unless it was put aside.
  public var rest: RestFace?
  public var energy: VitalFace?
  public var heartRate: VitalFace?
  public var mainButton: MainButton?
  /// What is under the crown.
  public var held: CrownEdit.Field?
}

public struct ExerciseFace: Equatable, Sendable {
  public var name: String
  public var sets: [SetRow]
  public var current: SetRow? { sets.first(where: \.isCurrent) }
}

public struct SetRow: Equatable, Sendable, Identifiable {
  public var id: String
  public var number: Int
  public var weight: String
  public var reps: String
  public var isDone: Bool
  public var isCurrent: Bool
  /// False while the phone has not got an edit of it. [OUT-9]
  public var isOnBoth: Bool
}

public struct ExerciseRow: Equatable, Sendable, Identifiable {
  public var id: Int64
  public var name: String
  public var setsDone: Int
  public var setsTotal: Int
  public var isCurrent: Bool
}

public struct RestFace: Equatable, Sendable {
  public var left: String
  /// For a face that is drawn once a minute.
  public var minutesLeft: String
  /// 1 at the start, 0 at the end.
  public var fraction: Double
  public var isPaused: Bool
  public var isHidden: Bool
}

public struct VitalFace: Equatable, Sendable {
  public var value: String
  public var isStale: Bool
}

public struct RecapFace: Equatable, Sendable {
  public var routineName: String
  public var duration: String
  public var sets: Int
  /// In the unit the lifter trained in.
  public var volume: String
  public var unit: WeightUnit
  public var energy: Energy
  public var isOnPhone: Bool

  public enum Energy: Equatable, Sendable {
    case final(String), estimated(String), awaited, none
  }
}

extension Wrist {
  /// What is to be seen at `now`, counted on from when the session was read. [TMR-1]
  public func face(at now: Instant, _ figures: Figures) -> Face {
    Face(page: page(now, figures), banners: banners(figures))
  }

  private func page(_ now: Instant, _ figures: Figures) -> Face.Page {
    guard let screen else { return .opening }
    // Across a reboot the monotonic clock means nothing; the process did not live through one either.
    let passedMs = max(0, now.monotonicMs - screen.readAt.monotonicMs)
    if let live = screen.live { return .live(liveFace(live, screen, passedMs, figures)) }
    if let recap = screen.recap { return .recap(recapFace(recap, figures)) }
    if status?.isRecording ?? false { return .called }
    let routines = screen.routines.compactMap { routine in
      routine.plan.map { plan in
        StartFace.Routine(
          id: routine.routineId, name: plan.routineName, exercises: plan.exercises.count,
          sets: plan.exercises.reduce(0) { $0 + $1.sets.count })
      }
    }
    return .start(StartFace(routines: routines, isPhoneReachable: screen.link.isReachable))
  }

  private func liveFace(_ live: LiveView, _ screen: Screen, _ passedMs: Int64, _ figures: Figures) -> LiveFace {
    let session = live.session
    let elapsedMs = session.derived.elapsedSeconds * 1000 + (session.running ? passedMs : 0)
    let vital = { (vital: Vital?) in
      vital.map {
        VitalFace(value: figures.rounded($0.value), isStale: $0.ageMs + passedMs > Vital.staleAfterMs)
      }
    }
    return LiveFace(
      routineName: session.routineName, unit: session.unit, elapsed: figures.span(ms: elapsedMs),
      isPaused: !session.running, setsDone: session.exercises.completedSets,
      setsTotal: session.exercises.reduce(0) { $0 + $1.sets.count }, queueDepth: screen.link.queueDepth,
      current: live.current.map { exerciseFace($0, live, figures) }, next: live.next?.name,
      exercises: exerciseRows(session), rest: restFace(live, passedMs, figures), energy: vital(live.energy),
      heartRate: vital(live.heartRate), mainButton: mainButton, held: edit?.field)
  }

  private func exerciseFace(_ exercise: ExerciseState, _ live: LiveView, _ figures: Figures) -> ExerciseFace {
    let current = currentSet?.setId
    return ExerciseFace(
      name: exercise.name,
      sets: exercise.sets.enumerated().map { position, set in
        let held = edit?.setId == set.setId ? edit : nil
        let weight = held?.field == .weight ? held?.value : nil
        let reps = held?.field == .reps ? held?.value : nil
        return SetRow(
          id: set.setId, number: position + 1, weight: figures.number(weight ?? set.weight),
          reps: figures.number(reps ?? Hundredths(set.reps)), isDone: set.isCompleted,
          isCurrent: set.setId == current, isOnBoth: !live.here.contains(set.setId) && !(held?.isOpen ?? false))
      })
  }

  private func exerciseRows(_ session: SessionView) -> [ExerciseRow] {
    session.exercises.enumerated().map { index, exercise in
      ExerciseRow(
        id: Int64(index), name: exercise.name, setsDone: exercise.sets.count { $0.isCompleted },
        setsTotal: exercise.sets.count, isCurrent: Int64(index) == session.currentExerciseIndex)
    }
  }

  private func restFace(_ live: LiveView, _ passedMs: Int64, _ figures: Figures) -> RestFace? {
    let rest = live.session.rest
    let leftMs = max(0, rest.remainingMs - (rest.state == .running ? passedMs : 0))
    guard rest.state != .none, leftMs > 0 else { return nil }
    return RestFace(
      left: figures.left(ms: leftMs), minutesLeft: figures.minutes(ms: leftMs),
      fraction: Double(leftMs) / Double(max(1, rest.durationMs)), isPaused: rest.state == .paused,
      isHidden: hiddenRestId == live.restId)
  }

  private func recapFace(_ recap: Recap, _ figures: Figures) -> RecapFace {
    let training = recap.training
    let volume = training.exercises.flatMap(\.sets).filter(\.isCompleted).reduce(Int64(0)) {
      $0 + $1.weight.count * $1.reps
    }
    let energy: RecapFace.Energy
    switch (training.calories.outcome, training.calories.activeEnergyKcal) {
    case (.final, let kcal?): energy = .final(figures.rounded(kcal))
    case _ where training.waitingFor.contains(.watchCalories): energy = .awaited
    case (.estimated, let kcal?): energy = .estimated(figures.rounded(kcal))
    default: energy = .none
    }
    return RecapFace(
      routineName: training.routineName, duration: figures.span(ms: training.durationMs), sets: training.setsCompleted,
      volume: figures.rounded(Hundredths(count: volume)), unit: training.unit, energy: energy,
      isOnPhone: recap.isOnPhone)
  }
}
