import SwiftUI
import Wrist

/// What can be trained. The phone sends its routines; until then it says so.
struct StartView: View {
  let start: StartFace
  let banners: [Banner]
  let tap: TapAction

  var body: some View {
    NavigationStack {
      List {
        Banners(banners: banners, tap: tap)
        if start.routines.isEmpty {
          Text("Open Lighty on your iPhone once: it sends your routines here.").foregroundStyle(.secondary)
        }
        ForEach(start.routines) { routine in
          Button {
            tap(.start(routineId: routine.id))
          } label: {
            VStack(alignment: .leading) {
              Text(verbatim: routine.name).font(.headline)
              Text("Exercises: \(String(routine.exercises)), sets: \(String(routine.sets))")
                .font(.footnote).foregroundStyle(.secondary)
            }
          }
          .accessibilityHint("Starts the workout")
        }
        if !start.isPhoneReachable {
          Label("iPhone out of reach. Workouts are kept here until it is back.", systemImage: "iphone.slash")
            .font(.footnote).foregroundStyle(.secondary)
        }
      }
      .navigationTitle(Text("Start"))
    }
  }
}
