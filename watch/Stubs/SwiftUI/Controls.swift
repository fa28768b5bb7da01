import Foundation

// Containers, controls and modifiers. Compared with Apple's pages as public repositories hold them (2026-11-23): handGestureShortcut, swipeActions,
// digitalCrownRotation, confirmationDialog, task(id:), accessibilityValue, accessibilityAdjustableAction, the periodic schedule, TimelineView and its
// context, ProgressView(value:). There they are nonisolated and name their view; here each is some view of the main actor's.
// The rest follows the interface from memory; step 1 of the checklist shows.

public struct VStack<Content: View>: Leaf {
  public init(
    alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content
  ) { absent() }
}
public struct HStack<Content: View>: Leaf {
  public init(alignment: VerticalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) {
    absent()
  }
}
public struct ScrollView<Content: View>: Leaf {
  public init(@ViewBuilder content: () -> Content) { absent() }
}
public struct List<Content: View>: Leaf {
  public init(@ViewBuilder content: () -> Content) { absent() }
}
public struct Section<Parent: View, Content: View, Footer: View>: Leaf {}
extension Section where Parent == Text, Footer == EmptyView {
  public init(_ titleKey: LocalizedStringKey, @ViewBuilder content: () -> Content) { absent() }
}
public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content: View>: Leaf {}
extension ForEach where Data.Element: Identifiable, ID == Data.Element.ID {
  public init(_ data: Data, @ViewBuilder content: @escaping (Data.Element) -> Content) { absent() }
}
public struct NavigationStack<Root: View>: Leaf {
  public init(@ViewBuilder root: () -> Root) { absent() }
}
public struct TabView<SelectionValue: Hashable, Content: View>: Leaf {
  public init(selection: Binding<SelectionValue>?, @ViewBuilder content: () -> Content) { absent() }
}
public enum HorizontalEdge: Int8, Sendable { case leading, trailing }
public struct Spacer: Leaf {
  public init(minLength: CGFloat? = nil) { absent() }
}
public struct Group<Content: View>: Leaf {
  public init(@ViewBuilder content: () -> Content) { absent() }
}

public struct Button<Label: View>: Leaf {
  public init(
    role: ButtonRole? = nil, action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Label
  ) { absent() }
}
extension Button where Label == Text {
  public init(_ titleKey: LocalizedStringKey, role: ButtonRole? = nil, action: @escaping @MainActor () -> Void) {
    absent()
  }
}
public struct ProgressView: Leaf {
  public init(value: Double?, total: Double = 1) { absent() }
  public init(_ titleKey: LocalizedStringKey) { absent() }
}
public struct ViewThatFits<Content: View>: Leaf {
  public init(@ViewBuilder content: () -> Content) { absent() }
}

// Time

public protocol TimelineSchedule {}
public struct EveryMinuteTimelineSchedule: TimelineSchedule {}
public struct PeriodicTimelineSchedule: TimelineSchedule {}
extension TimelineSchedule where Self == PeriodicTimelineSchedule {
  public static func periodic(from startDate: Date, by interval: TimeInterval) -> PeriodicTimelineSchedule { absent() }
}
public struct TimelineView<Schedule: TimelineSchedule, Content: View>: Leaf {
  public init(_ schedule: Schedule, @ViewBuilder content: @escaping (TimelineViewDefaultContext) -> Content) {
    absent()
  }
  public struct Context {
    public let date: Date
    public let cadence: Cadence
    public enum Cadence: Comparable, Sendable { case live, seconds, minutes }
  }
}

public typealias TimelineViewDefaultContext = TimelineView<EveryMinuteTimelineSchedule, Never>.Context

// Modifiers

public enum DigitalCrownRotationalSensitivity: Sendable { case low, medium, high }
public struct HandGestureShortcut: Sendable {
  public static let primaryAction = HandGestureShortcut()
}
public struct AccessibilityChildBehavior: Sendable {
  public static let ignore = AccessibilityChildBehavior()
  public static let combine = AccessibilityChildBehavior()
}
public struct AccessibilityTraits: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }
  public static let isButton = Self(rawValue: 1)
  public static let isSelected = Self(rawValue: 2)
  public static let isHeader = Self(rawValue: 4)
  public static let updatesFrequently = Self(rawValue: 8)
}
public enum AccessibilityAdjustmentDirection: Sendable { case increment, decrement }
public enum DynamicTypeSize: Comparable, Sendable {
  case xSmall, large, accessibility1, accessibility3, accessibility5
}

extension View {
  public func font(_ font: Font?) -> some View { Modified() }
  public func foregroundStyle<S: ShapeStyle>(_ style: S) -> some View { Modified() }
  public func tint(_ tint: Color?) -> some View { Modified() }
  public func opacity(_ opacity: Double) -> some View { Modified() }
  public func padding(_ length: CGFloat? = nil) -> some View { Modified() }
  public func frame(
    minWidth: CGFloat? = nil, maxWidth: CGFloat? = nil, minHeight: CGFloat? = nil, maxHeight: CGFloat? = nil,
    alignment: Alignment = .center
  ) -> some View { Modified() }
  public func lineLimit(_ number: Int?) -> some View { Modified() }
  public func minimumScaleFactor(_ factor: CGFloat) -> some View { Modified() }
  public func buttonStyle<S: PrimitiveButtonStyle>(_ style: S) -> some View { Modified() }
  public func disabled(_ disabled: Bool) -> some View { Modified() }
  public func navigationTitle(_ title: Text) -> some View { Modified() }
  public func fullScreenCover<Content: View>(
    isPresented: Binding<Bool>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping () -> Content
  ) -> some View { Modified() }
  public func confirmationDialog<A: View, M: View>(
    _ titleKey: LocalizedStringKey, isPresented: Binding<Bool>, titleVisibility: Visibility = .automatic,
    @ViewBuilder actions: () -> A, @ViewBuilder message: () -> M
  ) -> some View { Modified() }
  public func swipeActions<T: View>(
    edge: HorizontalEdge = .trailing, allowsFullSwipe: Bool = true, @ViewBuilder content: () -> T
  ) -> some View { Modified() }
  public func tag<V: Hashable>(_ tag: V) -> some View { Modified() }
  public func focusable(_ isFocusable: Bool = true) -> some View { Modified() }
  public func focused(_ condition: FocusState<Bool>.Binding) -> some View { Modified() }
  public func digitalCrownRotation<V: BinaryFloatingPoint>(
    _ binding: Binding<V>, from minValue: V, through maxValue: V, by stride: V.Stride? = nil,
    sensitivity: DigitalCrownRotationalSensitivity = .high, isContinuous: Bool = false,
    isHapticFeedbackEnabled: Bool = true
  ) -> some View where V.Stride: BinaryFloatingPoint { Modified() }
  @available(watchOS 11, *)
  public func handGestureShortcut(_ shortcut: HandGestureShortcut, isEnabled: Bool = true) -> some View { Modified() }
  public func task(
    priority: TaskPriority = .userInitiated, @_inheritActorContext _ action: @escaping @Sendable () async -> Void
  ) -> some View { Modified() }
  public func task<T: Equatable>(
    id value: T, priority: TaskPriority = .userInitiated,
    @_inheritActorContext _ action: @escaping @Sendable () async -> Void
  ) -> some View { Modified() }
  public func onDisappear(perform action: (() -> Void)? = nil) -> some View { Modified() }

  public func accessibilityLabel(_ label: Text) -> some View { Modified() }
  public func accessibilityLabel(_ labelKey: LocalizedStringKey) -> some View { Modified() }
  public func accessibilityValue(_ valueKey: LocalizedStringKey) -> some View { Modified() }
  public func accessibilityHint(_ hintKey: LocalizedStringKey) -> some View { Modified() }
  public func accessibilityHidden(_ hidden: Bool) -> some View { Modified() }
  public func accessibilityElement(children: AccessibilityChildBehavior = .ignore) -> some View { Modified() }
  public func accessibilityAddTraits(_ traits: AccessibilityTraits) -> some View { Modified() }
  public func accessibilityAdjustableAction(_ handler: @escaping (AccessibilityAdjustmentDirection) -> Void)
    -> some View
  { Modified() }
}

private func absent() -> Never { fatalError("SwiftUI is only declared here") }
