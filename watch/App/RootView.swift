import SwiftUI
import Wrist

/// One page at a time, drawn anew each second from the deadlines it is about; less often while the wrist is down.
struct RootView: View {
  let model: AppModel
  @Environment(\.isLuminanceReduced) private var isDimmed

  var body: some View {
    TimelineView(.periodic(from: .now, by: 1)) { context in
      page(model.face, isSlow: context.cadence == .minutes)
    }
    .confirmationDialog("Are you sure?", isPresented: isAsking, titleVisibility: .hidden) {
      QuestionButtons(question: model.wrist.question, tap: model.tap)
    } message: {
      QuestionText(question: model.wrist.question)
    }
  }

  @ViewBuilder
  private func page(_ face: Face, isSlow: Bool) -> some View {
    switch face.page {
    case .opening: ProgressView("Opening your workouts")
    case .called: ProgressView("Your iPhone is starting a workout")
    case .start(let start): StartView(start: start, banners: face.banners, tap: model.tap)
    case .recap(let recap): RecapView(recap: recap, banners: face.banners, tap: model.tap)
    case .live(let live):
      if isDimmed {
        DimmedView(live: live, isSlow: isSlow)
      } else if let rest = live.rest, !rest.isHidden {
        RestView(
          rest: rest, next: live.current?.current, unit: live.unit, banners: face.banners, tap: model.tap)
      } else {
        TrainingView(live: live, banners: face.banners, edit: model.wrist.edit, tap: model.tap)
      }
    }
  }

  private var isAsking: Binding<Bool> {
    Binding(
      get: { @MainActor in model.wrist.question != nil },
      set: { @MainActor isAsking in if !isAsking { model.tap(.answer(false)) } })
  }
}
