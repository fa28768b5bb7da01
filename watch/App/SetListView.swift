import SwiftUI
import Wrist

/// All sets of the exercise: tick, choose, add, remove.
struct SetListView: View {
  let live: LiveFace
  let tap: TapAction

  var body: some View {
    List {
      ForEach(live.current?.sets ?? []) { set in
        Button {
          tap(.setDone(setId: set.id, !set.isDone))
        } label: {
          HStack {
            Image(systemName: set.isDone ? "checkmark.circle.fill" : "circle")
              .foregroundStyle(set.isDone ? Color.green : Color.gray)
            Text(verbatim: "\(set.weight) × \(set.reps)").monospacedDigit()
            Spacer()
            WhereView(isOnBoth: set.isOnBoth)
          }
        }
        // A swipe to the next page that began on a row must not remove a set.
        .swipeActions(allowsFullSwipe: false) {
          Button("Remove", role: .destructive) { tap(.removeSet(setId: set.id)) }
          Button("Edit") { tap(.choose(setId: set.id)) }
        }
        .accessibilityLabel(sentence(set))
        .accessibilityValue(set.isOnBoth ? "On both devices" : "Only on this watch so far")
        .accessibilityAddTraits(set.isCurrent ? .isSelected : [])
        .accessibilityHint(set.isDone ? "Marks it as open" : "Marks it as done")
      }
      Button("Add set") { tap(.addSet) }
    }
  }

  private func sentence(_ set: SetRow) -> LocalizedStringKey {
    let (number, load) = (String(set.number), "\(set.weight) \(live.unit.spoken)")
    return set.isDone
      ? "Set \(number), \(load), \(set.reps) repetitions, done"
      : "Set \(number), \(load), \(set.reps) repetitions, open"
  }
}

/// Whether the phone has it, too.
struct WhereView: View {
  let isOnBoth: Bool

  var body: some View {
    if isOnBoth {
      Image(systemName: "checkmark.icloud").foregroundStyle(.secondary).accessibilityLabel("On both devices")
    } else {
      Image(systemName: "applewatch").foregroundStyle(.orange).accessibilityLabel("Only on this watch so far")
    }
  }
}
