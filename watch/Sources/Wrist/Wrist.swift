import LightyProtocol
import LiveSession
import WorkoutRuntime

/// What the app knows beside the session: what is under the crown, which set is looked at, what is being asked. Taps go in, commands come out;
/// a face is read off it at any instant. No clock, no task, no framework: the app around it is views.
///
///     Screen, WorkoutStatus --show--> Wrist --face(at:)--> views
///                     Command <--tap--  ^------Tap-----------|
public struct Wrist: Sendable {
  private(set) var screen: Screen?
  /// Nil until the runtime has spoken.
  private(set) var status: WorkoutStatus?
  public private(set) var edit: CrownEdit?
  /// Chosen by hand; nil is the first open set.
  private(set) var chosenSetId: String?
  private(set) var hiddenRestId: String?
  private(set) var keptOffers: Set<String> = []
  private(set) var refusal: Refusal?
  public private(set) var question: Question?

  public init() {}

  // What is told

  public mutating func show(_ screen: Screen) {
    if self.screen?.live?.session.sessionId != screen.live?.session.sessionId {
      (edit, chosenSetId, hiddenRestId) = (nil, nil, nil)
      if !isOfferAsked { question = nil }
    }
    self.screen = screen
    if let chosenSetId, set(chosenSetId) == nil { self.chosenSetId = nil }
    if var edit {
      self.edit = nil
      if let set = set(edit.setId), edit.setId == currentSet?.setId {
        edit.follow(standing(set, edit.field))
        self.edit = edit
      }
    }
  }

  public mutating func show(_ status: WorkoutStatus) { self.status = status }

  /// What became of a command.
  public mutating func answered(_ outcome: Outcome?) {
    switch outcome {
    case .refused(let rejection):
      refusal = Refusal(rejection.code)
      edit?.refuse()
    // The screen itself says that nothing can be saved.
    case .notSaved: edit?.refuse()
    case .done: refusal = nil
    case nil: break
    }
  }

  // What is done

  public mutating func tap(_ tap: Tap) -> [Command] {
    switch tap {
    case .start(let routineId): return [.start(routineId: routineId)]
    case .main: return main()
    case .choose(let setId):
      let settled = settle()
      chosenSetId = setId
      edit = nil
      return settled
    case .setDone(let setId, let isDone): return settle() + [.completeSet(setId: setId, isDone)]
    case .hold(let field): return hold(field)
    case .turn(let position): edit?.turn(to: position)
    case .nudge(let field, let detents):
      let settled = hold(field)
      if let position = edit?.position { edit?.turn(to: position + detents) }
      return settled + settle()
    case .settle: return settle()
    case .addSet: return settle() + (currentExercise.map { [.addSet(exerciseId: $0.exerciseId)] } ?? [])
    case .removeSet(let setId):
      if edit?.setId == setId { edit = nil }
      return [.removeSet(setId: setId)]
    case .goTo(let index):
      let settled = settle()
      (edit, chosenSetId) = (nil, nil)
      return settled + [.goTo(index)]
    case .adjustRest(let byMs): return [.adjustRest(byMs: byMs)]
    case .skipRest: return [.skipRest]
    case .resumeRest: return [.resumeRest]
    case .hideRest: hiddenRestId = live?.restId
    case .showRest: hiddenRestId = nil
    case .pause: return settle() + [.pause]
    case .resume: return [.resume]
    case .ask(let question): self.question = question
    case .answer(let isYes): return answer(isYes)
    case .dismissRecap: return screen?.recap.map { [.dismissRecap(sessionId: $0.sessionId)] } ?? []
    case .undo(let newsId): return [.undo(newsId: newsId)]
    case .dismiss(let newsId): return [.dismiss(newsId: newsId)]
    case .keepOffer(let sessionId): keptOffers.insert(sessionId)
    case .dismissRefusal: refusal = nil
    case .retryHealth: return [.retryHealth]
    }
    return []
  }

  /// The big button: ticks the set off, goes to the next exercise, or asks whether that was it.
  private mutating func main() -> [Command] {
    switch mainButton {
    case .done(let setId):
      let settled = settle()
      (edit, chosenSetId) = (nil, nil)
      return settled + [.completeSet(setId: setId, true)]
    case .next(let index, _): return tap(.goTo(index))
    case .finish: question = .finish(openSets: openSets)
    case nil: break
    }
    return []
  }

  private mutating func hold(_ field: CrownEdit.Field) -> [Command] {
    let settled = settle()
    guard let set = currentSet, let unit = live?.session.unit else { return settled }
    // What is held already is turned on from where it is: the session may not have answered yet.
    if edit?.setId == set.setId && edit?.field == field { return settled }
    edit = CrownEdit(setId: set.setId, field: field, base: standing(set, field), unit: unit)
    return settled
  }

  private mutating func settle() -> [Command] {
    guard let setId = edit?.setId, let field = edit?.field, let value = edit?.settle() else { return [] }
    switch field {
    case .weight: return [.editSet(setId: setId, weight: value)]
    case .reps: return [.editSet(setId: setId, reps: value.count / 100)]
    }
  }

  private mutating func answer(_ isYes: Bool) -> [Command] {
    defer { question = nil }
    guard isYes else { return [] }
    switch question {
    case .finish: return settle() + [.finish(sessionId: nil)]
    case .discard:
      edit = nil
      return [.discard(sessionId: nil)]
    case .finishOffer(let sessionId): return [.finish(sessionId: sessionId)]
    case .discardOffer(let sessionId): return [.discard(sessionId: sessionId)]
    case .beginAnew: return [.beginAnew]
    case nil: return []
    }
  }

  // What stands

  var live: LiveView? { screen?.live }
  var currentExercise: ExerciseState? { live?.current }

  var currentSet: SetState? {
    let sets = currentExercise?.sets ?? []
    return sets.first { $0.setId == chosenSetId } ?? sets.first { !$0.isCompleted }
  }

  var mainButton: MainButton? {
    guard let live, live.session.running else { return nil }
    if let set = currentSet, !set.isCompleted { return .done(setId: set.setId) }
    let exercises = live.session.exercises
    let isOpen = { (index: Int) in exercises[index].sets.contains { !$0.isCompleted } }
    // First what comes after, then what was left out.
    let here = Int(live.session.currentExerciseIndex)
    let order = exercises.indices.filter { $0 > here } + exercises.indices.filter { $0 < here }
    guard let next = order.first(where: isOpen) else { return .finish }
    return .next(index: Int64(next), name: exercises[next].name)
  }

  var openSets: Int {
    live?.session.exercises.reduce(0) { $0 + $1.sets.count { !$0.isCompleted } } ?? 0
  }

  private var isOfferAsked: Bool {
    switch question {
    case .finishOffer, .discardOffer, .beginAnew: true
    case .finish, .discard, nil: false
    }
  }

  private func set(_ setId: String) -> SetState? {
    live?.session.exercises.lazy.flatMap(\.sets).first { $0.setId == setId }
  }

  private func standing(_ set: SetState, _ field: CrownEdit.Field) -> Hundredths {
    field == .weight ? set.weight : Hundredths(set.reps)
  }
}

/// What the big button does next.
public enum MainButton: Equatable, Sendable {
  case done(setId: String)
  case next(index: Int64, name: String)
  case finish
}
