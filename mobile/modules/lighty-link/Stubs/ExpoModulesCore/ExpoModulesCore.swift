// swift-format-ignore-file
// The part of Expo's module API that the phone's module uses, and of UIKit what comes with it, declared and not built. The signatures are those of
// expo-modules-core 57.

public class AppContext {}
public protocol AnyArgument {}
extension String: AnyArgument {}
extension Int: AnyArgument {}
extension Array: AnyArgument where Element: AnyArgument {}

public protocol AnyDefinition {}
public struct ModuleDefinition {}

@resultBuilder
public struct ModuleDefinitionBuilder {
  public static func buildBlock(_ definitions: any AnyDefinition...) -> ModuleDefinition {
    absent()
  }
}

public protocol AnyModule: AnyObject {
  init(appContext: AppContext)
  @ModuleDefinitionBuilder
  func definition() -> ModuleDefinition
}

open class BaseModule {
  public required init(appContext: AppContext) {}
  public func sendEvent(_ eventName: String, _ body: [String: Any?] = [:]) { absent() }
}

public typealias Module = AnyModule & BaseModule

public func Name(_ name: String) -> any AnyDefinition { absent() }
public func Events(_ names: String...) -> any AnyDefinition { absent() }
public func OnCreate(@_implicitSelfCapture _ closure: @escaping () -> Void) -> any AnyDefinition {
  absent()
}
public func OnDestroy(@_implicitSelfCapture _ closure: @escaping () -> Void) -> any AnyDefinition {
  absent()
}
public func Function<R>(_ name: String, @_implicitSelfCapture _ closure: @escaping () throws -> R)
  -> any AnyDefinition
{
  absent()
}
public func Function<R, A0: AnyArgument, each A: AnyArgument>(
  _ name: String, @_implicitSelfCapture _ closure: @escaping (A0, repeat each A) throws -> R
) -> any AnyDefinition { absent() }
public func AsyncFunction<R>(
  _ name: String,
  @_inheritActorContext @_implicitSelfCapture _ closure: sending @escaping @Sendable () async throws
    -> sending R
) -> any AnyDefinition { absent() }

// UIKit

@MainActor open class UIResponder { public init() {} }
@MainActor public final class UIApplication {
  public struct LaunchOptionsKey: Hashable, Sendable {}
}

@MainActor public protocol UIApplicationDelegate: AnyObject {
  func application(
    _ application: UIApplication,
    didFinishLaunchingWithOptions launchOptions: [UIApplication.LaunchOptionsKey: Any]?
  ) -> Bool
}

open class BaseExpoAppDelegateSubscriber: UIResponder {
  public override required init() { super.init() }
}
public protocol ExpoAppDelegateSubscriberProtocol: UIApplicationDelegate {}
public typealias ExpoAppDelegateSubscriber = BaseExpoAppDelegateSubscriber
  & ExpoAppDelegateSubscriberProtocol

private func absent() -> Never { fatalError("ExpoModulesCore is only declared here") }
