import Foundation
import WatchKit

// The part of SwiftUI that the watch app uses, declared and not built: it lets Linux type-check the screens. The signatures are those of the
// watchOS 10 SDK, with the defaults that the app leaves out; what the app does not use is not here, so that a misspelt or invented member does
// not compile.
// Compared with Apple's pages as public repositories hold them (2026-11-23): Binding(get:set:) and WKApplicationDelegateAdaptor. The rest follows the
// interface from memory; step 1 of the checklist shows.

// Views

@MainActor @preconcurrency
public protocol View {
  associatedtype Body: View
  @ViewBuilder @MainActor @preconcurrency var body: Body { get }
}
extension Never: View {
  public var body: Never { absent() }
}

/// A view that is built in.
public protocol Leaf: View where Body == Never {}
extension Leaf {
  public var body: Never { absent() }
}

public struct EmptyView: Leaf {
  public init() {}
}
public struct AnyView: Leaf {}
public struct TupleView<T>: Leaf {}
public struct ConditionalContent<First: View, Second: View>: Leaf {}
extension Optional: View where Wrapped: View {
  public var body: Never { absent() }
}
public struct Modified: Leaf {}

@resultBuilder
public struct ViewBuilder {
  public static func buildBlock() -> EmptyView { absent() }
  public static func buildBlock<Content: View>(_ content: Content) -> Content { absent() }
  public static func buildBlock<each Content: View>(_ content: repeat each Content) -> TupleView<(repeat each Content)>
  {
    absent()
  }
  public static func buildIf<Content: View>(_ content: Content?) -> Content? { absent() }
  public static func buildEither<A: View, B: View>(first: A) -> ConditionalContent<A, B> { absent() }
  public static func buildLimitedAvailability<Content: View>(_ content: Content) -> AnyView { absent() }
  public static func buildEither<A: View, B: View>(second: B) -> ConditionalContent<A, B> { absent() }
}

// App and scenes

@MainActor @preconcurrency
public protocol App {
  associatedtype Body: Scene
  @SceneBuilder @MainActor @preconcurrency var body: Body { get }
  init()
}
extension App {
  public static func main() { absent() }
}
@MainActor @preconcurrency
public protocol Scene {}
@resultBuilder
public struct SceneBuilder {
  public static func buildBlock<Content: Scene>(_ content: Content) -> Content { absent() }
}
public struct WindowGroup<Content: View>: Scene {
  public init(@ViewBuilder content: () -> Content) { absent() }
}
@propertyWrapper @MainActor @preconcurrency
public struct WKApplicationDelegateAdaptor<Delegate: NSObject & WKApplicationDelegate> {
  public init(_ type: Delegate.Type = Delegate.self) { absent() }
  public var wrappedValue: Delegate { absent() }
}
public enum ScenePhase: Sendable { case background, inactive, active }

// State

@propertyWrapper
public struct State<Value> {
  public init(wrappedValue: Value) { absent() }
  public var wrappedValue: Value {
    get { absent() }
    nonmutating set { absent() }
  }
  public var projectedValue: Binding<Value> { absent() }
}
@propertyWrapper
public struct Binding<Value> {
  public init(
    get: @escaping @isolated(any) @Sendable () -> Value, set: @escaping @isolated(any) @Sendable (Value) -> Void
  ) {
    absent()
  }
  public var wrappedValue: Value {
    get { absent() }
    nonmutating set { absent() }
  }
  public static func constant(_ value: Value) -> Binding<Value> { absent() }
}
public struct EnvironmentValues {
  public var isLuminanceReduced: Bool { absent() }
  public var scenePhase: ScenePhase { absent() }
  public var dismiss: DismissAction { absent() }
}
@MainActor @preconcurrency
public struct DismissAction {
  public func callAsFunction() { absent() }
}
@propertyWrapper
public struct Environment<Value> {
  public init(_ keyPath: KeyPath<EnvironmentValues, Value>) { absent() }
  public var wrappedValue: Value { absent() }
}
@propertyWrapper
public struct FocusState<Value: Hashable> {
  public init() where Value == Bool { absent() }
  public var wrappedValue: Value {
    get { absent() }
    nonmutating set { absent() }
  }
  public var projectedValue: Binding { absent() }
  public struct Binding {}
}

// Text

public struct LocalizedStringKey: ExpressibleByStringInterpolation {
  public init(stringLiteral value: String) { absent() }
  public init(stringInterpolation: StringInterpolation) { absent() }
  public struct StringInterpolation: StringInterpolationProtocol {
    public init(literalCapacity: Int, interpolationCount: Int) { absent() }
    public mutating func appendLiteral(_ literal: String) { absent() }
    /// The catalog writes these as %@; the app interpolates nothing else.
    public mutating func appendInterpolation(_ string: String) { absent() }
  }
}
public struct Text: Leaf {
  public init(_ key: LocalizedStringKey) { absent() }
  public init(verbatim content: String) { absent() }
  public func font(_ font: Font?) -> Text { absent() }
  public func fontWeight(_ weight: Font.Weight?) -> Text { absent() }
  public func monospacedDigit() -> Text { absent() }
  public func foregroundStyle<S: ShapeStyle>(_ style: S) -> Text { absent() }
}
public struct Font: Sendable {
  public static var largeTitle: Font { absent() }
  public static var title: Font { absent() }
  public static var title2: Font { absent() }
  public static var title3: Font { absent() }
  public static var headline: Font { absent() }
  public static var body: Font { absent() }
  public static var footnote: Font { absent() }
  public static var caption: Font { absent() }
  public struct Weight: Sendable {
    public static var semibold: Weight { absent() }
    public static var bold: Weight { absent() }
  }
}
public struct Image: Leaf {
  public init(systemName: String) { absent() }
}
public struct Label<Title: View, Icon: View>: Leaf {}
extension Label where Title == Text, Icon == Image {
  public init(_ titleKey: LocalizedStringKey, systemImage name: String) { absent() }
}

// Looks

public protocol ShapeStyle: Sendable {}
public struct Color: Leaf, ShapeStyle {
  public static var green: Color { absent() }
  public static var orange: Color { absent() }
  public static var red: Color { absent() }
  public static var yellow: Color { absent() }
  public static var gray: Color { absent() }
  public static var accentColor: Color { absent() }
}
public struct HierarchicalShapeStyle: ShapeStyle {
  public static var primary: HierarchicalShapeStyle { absent() }
  public static var secondary: HierarchicalShapeStyle { absent() }
}
extension ShapeStyle where Self == Color {
  public static var green: Color { absent() }
  public static var orange: Color { absent() }
  public static var red: Color { absent() }
  public static var yellow: Color { absent() }
}
extension ShapeStyle where Self == HierarchicalShapeStyle {
  public static var primary: HierarchicalShapeStyle { absent() }
  public static var secondary: HierarchicalShapeStyle { absent() }
}
public protocol PrimitiveButtonStyle {}
public struct BorderedProminentButtonStyle: PrimitiveButtonStyle {}
public struct BorderedButtonStyle: PrimitiveButtonStyle {}
public struct PlainButtonStyle: PrimitiveButtonStyle {}
extension PrimitiveButtonStyle where Self == BorderedProminentButtonStyle {
  public static var borderedProminent: BorderedProminentButtonStyle { absent() }
}
extension PrimitiveButtonStyle where Self == BorderedButtonStyle {
  public static var bordered: BorderedButtonStyle { absent() }
}
extension PrimitiveButtonStyle where Self == PlainButtonStyle {
  public static var plain: PlainButtonStyle { absent() }
}
public struct ButtonRole: Equatable, Sendable {
  public static let destructive = ButtonRole()
  public static let cancel = ButtonRole()
}
public struct HorizontalAlignment: Sendable {
  public static let leading = HorizontalAlignment()
  public static let center = HorizontalAlignment()
}
public struct VerticalAlignment: Sendable {
  public static let center = VerticalAlignment()
  public static let firstTextBaseline = VerticalAlignment()
}
public struct Alignment: Sendable {
  public static let center = Alignment()
  public static let leading = Alignment()
}
public enum Visibility: Sendable { case automatic, visible, hidden }

private func absent() -> Never { fatalError("SwiftUI is only declared here") }
