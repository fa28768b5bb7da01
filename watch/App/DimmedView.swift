import SwiftUI
import Wrist

/// The wrist is down: what a glance needs, nothing to tap, few lit pixels. Drawn once a minute it shows no seconds that would stand still. What the
/// body says, heart rate and energy, is nobody's who looks over a shoulder, and not shown.
struct DimmedView: View {
  let live: LiveFace
  let isSlow: Bool

  var body: some View {
    VStack(alignment: .leading, spacing: 4) {
      Text(verbatim: live.current?.name ?? live.routineName).font(.headline).lineLimit(2)
      if let rest = live.rest {
        if isSlow {
          Text("Rest, about \(rest.minutesLeft) min left").font(.title3)
        } else {
          Text(verbatim: rest.left).font(.largeTitle).monospacedDigit()
        }
      } else if let set = live.current?.current {
        Text("\(set.weight) \(live.unit.spoken) × \(set.reps)").font(.title3)
      }
      Text("\(String(live.setsDone)) of \(String(live.setsTotal)) sets").font(.footnote).foregroundStyle(.secondary)
      if live.isPaused { Text("Paused").foregroundStyle(.orange) }
    }
    // Nothing here can be scrolled to.
    .minimumScaleFactor(0.5)
    .opacity(0.8)
  }
}
