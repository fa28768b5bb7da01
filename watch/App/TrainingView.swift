import SwiftUI
import Wrist

/// The live session: the set at hand, the exercises, and what ends it, a swipe apart.
struct TrainingView: View {
  let live: LiveFace
  let banners: [Banner]
  let edit: CrownEdit?
  let tap: TapAction
  @State private var page = Page.set

  private enum Page: Hashable { case set, sets, exercises, controls }

  var body: some View {
    TabView(selection: $page) {
      SetView(live: live, banners: banners, edit: edit, tap: tap).tag(Page.set)
      SetListView(live: live, tap: choose).tag(Page.sets)
      ExerciseListView(live: live, tap: choose).tag(Page.exercises)
      ControlsView(live: live, tap: tap).tag(Page.controls)
    }
  }

  /// What was chosen from a list is what the lifter wants to see.
  private func choose(_ tap: Tap) {
    self.tap(tap)
    switch tap {
    case .goTo, .choose: page = .set
    default: break
    }
  }
}

/// The exercises of the session, to go to.
struct ExerciseListView: View {
  let live: LiveFace
  let tap: TapAction

  var body: some View {
    List {
      Section("Exercises") {
        ForEach(live.exercises) { row in
          Button {
            tap(.goTo(row.id))
          } label: {
            HStack {
              Text(verbatim: row.name)
              Spacer()
              Text(verbatim: "\(row.setsDone)/\(row.setsTotal)").monospacedDigit().foregroundStyle(.secondary)
            }
          }
          .accessibilityLabel("\(row.name), \(String(row.setsDone)) of \(String(row.setsTotal)) sets done")
          .accessibilityHint("Goes to the exercise")
          .accessibilityAddTraits(row.isCurrent ? .isSelected : [])
        }
      }
    }
  }
}

/// Pause, and the two ways out.
struct ControlsView: View {
  let live: LiveFace
  let tap: TapAction

  var body: some View {
    ScrollView {
      VStack(spacing: 8) {
        if live.isPaused {
          Button("Resume") { tap(.resume) }.buttonStyle(.borderedProminent)
        } else {
          Button("Pause") { tap(.pause) }.buttonStyle(.bordered)
        }
        Button("Finish") { tap(.ask(.finish(openSets: live.setsTotal - live.setsDone))) }.tint(.green)
        Button("Discard", role: .destructive) { tap(.ask(.discard)) }
        if live.queueDepth > 0 {
          Text("Changes not yet on your iPhone: \(String(live.queueDepth))")
            .font(.footnote).foregroundStyle(.secondary)
        }
      }
    }
  }
}
