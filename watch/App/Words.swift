import LightyProtocol
import SwiftUI
import Wrist

/// What a view is given to say what the lifter did.
typealias TapAction = @MainActor (Tap) -> Void

extension WeightUnit {
  @MainActor var text: Text { self == .kg ? Text("kg") : Text("lb") }

  /// For within a sentence. Both are written alike in every language.
  var spoken: String { rawValue }
}

/// Heart rate and energy, greyed when their sensor has been silent.
struct VitalsView: View {
  let live: LiveFace

  var body: some View {
    HStack {
      if let heart = live.heartRate {
        Label("\(heart.value) bpm", systemImage: "heart.fill").opacity(heart.isStale ? 0.4 : 1)
          .accessibilityLabel("Heart rate \(heart.value)")
          .accessibilityValue(heart.isStale ? "Measured a while ago" : "")
      }
      if let energy = live.energy {
        Label("\(energy.value) kcal", systemImage: "flame.fill").opacity(energy.isStale ? 0.4 : 1)
          .accessibilityLabel("\(energy.value) kilocalories")
          .accessibilityValue(energy.isStale ? "Measured a while ago" : "")
      }
    }
    .font(.footnote)
  }
}
