import SwiftUI
import Wrist

/// The set at hand: weight and repetitions under the crown, and the big button.
struct SetView: View {
  let live: LiveFace
  let banners: [Banner]
  let edit: CrownEdit?
  let tap: TapAction
  @FocusState private var hasCrown: Bool

  var body: some View {
    ScrollView {
      VStack(alignment: .leading, spacing: 6) {
        Banners(banners: banners, tap: tap)
        header
        if let set = live.current?.current { fields(set) }
        MainButtonView(button: live.mainButton, isPaused: live.isPaused, tap: tap)
        if live.rest != nil {
          Button("Show rest") { tap(.showRest) }.buttonStyle(.bordered).font(.footnote)
        }
        if let next = live.next {
          Text("Next: \(next)").font(.footnote).foregroundStyle(.secondary).lineLimit(1)
        }
        VitalsView(live: live)
      }
    }
    .task(id: live.held) { hasCrown = live.held != nil }
    // The wrist went down, or a rest covers it: what was turned is not left behind.
    .onDisappear { tap(.settle) }
    // An edit is written once the crown has rested for a moment, not at each detent.
    .task(id: edit?.position) {
      do { try await Task.sleep(for: .milliseconds(700)) } catch { return }
      tap(.settle)
    }
  }

  private var header: some View {
    HStack(alignment: .firstTextBaseline) {
      Text(verbatim: live.current?.name ?? live.routineName).font(.headline).lineLimit(2)
        .accessibilityAddTraits(.isHeader)
      Spacer()
      Text(verbatim: live.elapsed).font(.footnote).monospacedDigit().foregroundStyle(.secondary)
        .accessibilityLabel("Elapsed time \(live.elapsed)").accessibilityAddTraits(.updatesFrequently)
    }
  }

  private func fields(_ set: SetRow) -> some View {
    VStack(alignment: .leading) {
      HStack {
        Text("Set \(String(set.number))").font(.footnote)
        Spacer()
        WhereView(isOnBoth: set.isOnBoth)
      }
      // Side by side where there is room; under each other with large type.
      ViewThatFits {
        HStack { both(set) }
        VStack { both(set) }
      }
    }
    .focusable(live.held != nil)
    .focused($hasCrown)
    .digitalCrownRotation(
      position, from: edit?.range.lowerBound ?? -1, through: edit?.range.upperBound ?? 1, by: 1, sensitivity: .low)
  }

  @ViewBuilder
  private func both(_ set: SetRow) -> some View {
    field(.weight, set.weight, unit: live.unit.text).accessibilityLabel("Weight")
      .accessibilityValue("\(set.weight) \(live.unit.spoken)")
    field(.reps, set.reps, unit: Text("reps")).accessibilityLabel("Repetitions").accessibilityValue("\(set.reps)")
  }

  private func field(_ field: CrownEdit.Field, _ value: String, unit: Text) -> some View {
    Button {
      tap(.hold(field))
    } label: {
      VStack {
        Text(verbatim: value).font(.title2).fontWeight(.semibold).monospacedDigit()
          .lineLimit(1).minimumScaleFactor(0.5)
        unit.font(.caption).foregroundStyle(.secondary)
      }
      .frame(maxWidth: .infinity)
    }
    .tint(live.held == field ? .green : .gray)
    .accessibilityAddTraits(live.held == field ? .isSelected : [])
    .accessibilityHint("Puts it under the Digital Crown")
    .accessibilityAdjustableAction { direction in tap(.nudge(field, by: direction == .increment ? 1 : -1)) }
  }

  private var position: Binding<Double> {
    Binding(get: { @MainActor in edit?.position ?? 0 }, set: { @MainActor position in tap(.turn(to: position)) })
  }
}

/// The one thing to do next, as large as a thumb in a glove; a double tap of two fingers does it, too.
struct MainButtonView: View {
  let button: MainButton?
  let isPaused: Bool
  let tap: TapAction

  var body: some View {
    if isPaused {
      Button("Resume") { tap(.resume) }.buttonStyle(.borderedProminent).tint(.orange)
    } else if #available(watchOS 11, *) {
      big.handGestureShortcut(.primaryAction)
    } else {
      big
    }
  }

  private var big: some View {
    Button {
      tap(.main)
    } label: {
      title.font(.title3).fontWeight(.bold).frame(maxWidth: .infinity, minHeight: 44)
    }
    .buttonStyle(.borderedProminent).tint(.green).disabled(button == nil)
  }

  private var title: Text {
    switch button {
    case .next(_, let name): Text("Next: \(name)")
    case .finish: Text("Finish")
    case .done, nil: Text("Done")
    }
  }
}
