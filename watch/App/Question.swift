import SwiftUI
import Wrist

/// The answers to a question; only one of them does something.
struct QuestionButtons: View {
  let question: Question?
  let tap: TapAction

  var body: some View {
    switch question {
    case .finish, .finishOffer: Button("Finish workout") { tap(.answer(true)) }
    case .discard, .discardOffer: Button("Discard workout", role: .destructive) { tap(.answer(true)) }
    case .beginAnew: Button("Begin anew", role: .destructive) { tap(.answer(true)) }
    case nil: EmptyView()
    }
    Button("Cancel", role: .cancel) { tap(.answer(false)) }
  }
}

struct QuestionText: View {
  let question: Question?

  var body: some View {
    switch question {
    case .finish(openSets: 0): Text("Every set is done.")
    case .finish(let openSets): Text("Sets still open: \(String(openSets))")
    case .finishOffer: Text("The other workout is saved as it stands.")
    case .discard, .discardOffer: Text("Nothing of it is kept, here or in Health.")
    case .beginAnew: Text("What your iPhone has comes back. What only this watch had is put aside.")
    case nil: EmptyView()
    }
  }
}
