import LightyProtocol

/// What the lifter does with the app.
public enum Tap: Equatable, Sendable {
  case start(routineId: String)
  /// The big button.
  case main
  case choose(setId: String)
  case setDone(setId: String, Bool)
  case hold(CrownEdit.Field)
  case turn(to: Double)
  /// Turns the crown by that many detents and lets it rest: how VoiceOver adjusts a value.
  case nudge(CrownEdit.Field, by: Double)
  /// The crown has come to rest.
  case settle
  case addSet
  case removeSet(setId: String)
  case goTo(Int64)
  case adjustRest(byMs: Int64)
  case skipRest, resumeRest, hideRest, showRest
  case pause, resume
  case ask(Question)
  case answer(Bool)
  case dismissRecap
  case undo(newsId: Int)
  case dismiss(newsId: Int)
  case keepOffer(sessionId: String)
  case dismissRefusal
  case retryHealth
}

/// What is asked before it is done, since it cannot be undone.
public enum Question: Equatable, Sendable {
  /// `openSets` are not ticked off.
  case finish(openSets: Int)
  case discard
  case finishOffer(sessionId: String)
  case discardOffer(sessionId: String)
  /// A damaged store is put aside.
  case beginAnew
}

/// What is to be done about a tap, in order.
public enum Command: Equatable, Sendable {
  case start(routineId: String)
  case editSet(setId: String, weight: Hundredths? = nil, reps: Int64? = nil)
  case completeSet(setId: String, Bool)
  case addSet(exerciseId: String)
  case removeSet(setId: String)
  case goTo(Int64)
  case adjustRest(byMs: Int64)
  case skipRest, resumeRest, pause, resume
  /// Nil is the session on the screen.
  case finish(sessionId: String?)
  case discard(sessionId: String?)
  case dismissRecap(sessionId: String)
  case undo(newsId: Int)
  case dismiss(newsId: Int)
  case retryHealth, beginAnew
}
