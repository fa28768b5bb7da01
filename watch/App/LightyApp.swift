import SwiftUI

@main
struct LightyApp: App {
  @WKApplicationDelegateAdaptor private var delegate: AppDelegate

  var body: some Scene {
    WindowGroup { RootView(model: delegate.model) }
  }
}
