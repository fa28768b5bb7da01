import SwiftUI
import Wrist

/// The live session: the set at hand, the exercises, and what ends it, a swipe apart.
struct TrainingView: View {
  let live: LiveFace
  let banners: [Banner]
  let edit: CrownEdit?
  let tap: TapAction

  var body: some View {
    TabView {
      SetView(live: live, banners: banners, edit: edit, tap: tap)
      SetListView(live: live, tap: tap)
      ExerciseListView(live: live, tap: tap)
      ControlsView(live: live, tap: tap)
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
          .accessibilityElement(children: .ignore)
          .accessibilityLabel("\(row.name), \(String(row.setsDone)) of \(String(row.setsTotal)) sets done")
          .accessibilityAddTraits(row.isCurrent ? [.isButton, .isSelected] : .isButton)
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
          Text("Not yet on your iPhone: \(String(live.queueDepth)) changes")
            .font(.footnote).foregroundStyle(.secondary)
        }
      }
    }
  }
}
