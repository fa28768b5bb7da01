import ExpoModulesCore

/// Runs at every launch of the app's process, also one in the background for a message of the watch, where no scene and no JavaScript may follow.
public final class LightyLinkAppDelegate: ExpoAppDelegateSubscriber {
  public func application(
    _ application: UIApplication,
    didFinishLaunchingWithOptions launchOptions: [UIApplication.LaunchOptionsKey: Any]? = nil
  ) -> Bool {
    PhoneLink.shared.activate()
    return true
  }
}
