import LightyProtocol
import SwiftUI
import Wrist

/// A rest fills the screen until it is over, skipped or put aside. Its end is felt, not watched for.
struct RestView: View {
  let rest: RestFace
  let next: SetRow?
  let unit: WeightUnit
  let banners: [Banner]
  let tap: TapAction

  var body: some View {
    ScrollView {
      VStack(spacing: 6) {
        Text(rest.isPaused ? "Rest paused" : "Rest").font(.footnote).foregroundStyle(.secondary)
          .accessibilityHidden(true)
        Text(verbatim: rest.left).font(.largeTitle).fontWeight(.semibold).monospacedDigit()
          .lineLimit(1).minimumScaleFactor(0.5)
          .accessibilityLabel(spoken)
          .accessibilityAddTraits(.updatesFrequently)
        ProgressView(value: rest.fraction).tint(.orange).accessibilityHidden(true)
        HStack {
          Button("−15 s") { tap(.adjustRest(byMs: -15_000)) }.accessibilityLabel("15 seconds less")
          Button("+15 s") { tap(.adjustRest(byMs: 15_000)) }.accessibilityLabel("15 seconds more")
        }
        if rest.isPaused { Button("Resume rest") { tap(.resumeRest) } }
        Button("Skip") { tap(.skipRest) }.buttonStyle(.borderedProminent).tint(.orange)
        if let next {
          Text("Then \(next.weight) \(unit.spoken) × \(next.reps)").font(.footnote).foregroundStyle(.secondary)
        }
        Button("Show sets") { tap(.hideRest) }.buttonStyle(.bordered).font(.footnote)
        Banners(banners: banners, tap: tap)
      }
    }
  }

  private var spoken: LocalizedStringKey {
    rest.isPaused ? "Rest paused, \(rest.left) left" : "Rest, \(rest.left) left"
  }
}
