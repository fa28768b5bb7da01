import Wrist

extension Banner {
  /// The name of its picture among Apple's symbols.
  var symbol: String {
    switch self {
    case .notSaved, .refused: "exclamationmark.triangle"
    case .healthRefused, .healthUnavailable, .anotherWorkout, .healthFault: "heart.slash"
    case .alsoStarted, .conflict: "arrow.triangle.branch"
    case .endedElsewhere: "flag.checkered"
    case .phoneAppMissing, .phoneLocked, .linkFault: "iphone.slash"
    }
  }
}
