import SwiftUI
import Wrist

/// What became of the workout.
struct RecapView: View {
  let recap: RecapFace
  let banners: [Banner]
  let tap: TapAction

  var body: some View {
    List {
      Banners(banners: banners, tap: tap)
      Text(verbatim: recap.routineName).font(.headline).accessibilityAddTraits(.isHeader)
      FigureRow(name: "Duration", figure: Text(verbatim: recap.duration))
      FigureRow(name: "Sets", figure: Text(verbatim: String(recap.sets)))
      FigureRow(name: "Volume", figure: Text("\(recap.volume) \(recap.unit.spoken)"))
      FigureRow(name: "Energy", figure: energy)
      if recap.isOnPhone {
        Label("Saved on both devices", systemImage: "checkmark.icloud").font(.footnote)
      } else {
        Label("Saved here. Your iPhone gets it when it is back.", systemImage: "applewatch").font(.footnote)
      }
      Button("OK") { tap(.dismissRecap) }
    }
  }

  private var energy: Text {
    switch recap.energy {
    case .final(let kcal): Text("\(kcal) kcal")
    case .estimated(let kcal): Text("about \(kcal) kcal")
    case .awaited: Text("being saved")
    case .none: Text("not measured")
    }
  }
}

struct FigureRow: View {
  let name: LocalizedStringKey
  let figure: Text

  var body: some View {
    HStack {
      Text(name).foregroundStyle(.secondary)
      Spacer()
      figure.monospacedDigit()
    }
    .accessibilityElement(children: .combine)
  }
}
