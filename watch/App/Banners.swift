import SwiftUI
import Wrist

/// What the lifter should know, and what can be done about it.
struct Banners: View {
  let banners: [Banner]
  let tap: TapAction

  var body: some View {
    ForEach(banners) { banner in
      VStack(alignment: .leading, spacing: 4) {
        Label(text(banner), systemImage: banner.symbol).font(.footnote)
        // Each with a place of its own: in a list, plain buttons of one row would all be pressed at once.
        actions(banner).buttonStyle(.bordered).font(.footnote)
      }
    }
  }

  @ViewBuilder
  private func actions(_ banner: Banner) -> some View {
    switch banner {
    case .notSaved(let trouble):
      if trouble.kind == .damaged { Button("Begin anew") { tap(.ask(.beginAnew)) } }
    case .refused: Button("OK") { tap(.dismissRefusal) }
    case .healthRefused, .anotherWorkout, .healthFault: Button("Try again") { tap(.retryHealth) }
    case .alsoStarted(let sessionId, _):
      Button("Keep") { tap(.keepOffer(sessionId: sessionId)) }
      Button("Finish it") { tap(.ask(.finishOffer(sessionId: sessionId))) }
      Button("Discard it", role: .destructive) { tap(.ask(.discardOffer(sessionId: sessionId))) }
    case .conflict(let newsId, _, _, _, _, _):
      Button("Undo") { tap(.undo(newsId: newsId)) }
      Button("OK") { tap(.dismiss(newsId: newsId)) }
    case .endedElsewhere(let newsId, _): Button("OK") { tap(.dismiss(newsId: newsId)) }
    case .healthUnavailable, .phoneAppMissing, .phoneLocked, .linkFault: EmptyView()
    }
  }

  private func text(_ banner: Banner) -> LocalizedStringKey {
    switch banner {
    case .notSaved(let trouble):
      switch trouble.kind {
      case .disk: "Nothing can be saved. Free some space on this watch."
      case .newerApp: "A newer Lighty kept the workouts here. Update this one."
      case .damaged: "The workouts on this watch cannot be read."
      }
    case .refused(.alreadyTraining): "A workout is running already."
    case .refused(.over): "This workout is over."
    case .refused(.gone): "That set is no longer there."
    case .refused(.full): "There is no room for more."
    case .refused(.other): "That was not possible."
    case .healthRefused: "Lighty may not save workouts. Allow it in Settings, Health."
    case .healthUnavailable: "This watch has no Health: calories are not measured."
    case .anotherWorkout: "Another app took over the workout. Your sets go on here."
    case .healthFault: "Health does not record this workout. Your sets go on here."
    case .alsoStarted(_, let name): "Also started on your phone: \(name)"
    case .conflict(_, let exercise, let set, let field, let kept, let lost):
      conflict(exercise, String(set), field, kept, lost)
    case .endedElsewhere(_, isFinished: true): "Finished on your iPhone."
    case .endedElsewhere(_, isFinished: false): "Discarded on your iPhone."
    case .phoneAppMissing: "Lighty is not on your iPhone."
    case .phoneLocked: "Unlock your iPhone once after its restart."
    case .linkFault(let code): "No connection to your iPhone (\(String(code)))."
    }
  }

  private func conflict(
    _ exercise: String, _ set: String, _ field: Banner.ConflictField, _ kept: String, _ lost: String
  ) -> LocalizedStringKey {
    switch field {
    case .weight, .reps: "Both devices changed \(exercise), set \(set): kept \(kept), not \(lost)."
    case .done: "Both devices ticked \(exercise), set \(set)."
    case .removed: "One device removed \(exercise), set \(set), the other changed it."
    }
  }
}
