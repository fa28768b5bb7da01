#if canImport(WatchKit) && canImport(WatchConnectivity)
  import WatchKit

  extension WCSessionLink {
    /// What the app delegate's `handle(_:)` is given: wakes for WatchConnectivity are kept until what came is durable, others end at once.
    @MainActor
    public func hold(_ tasks: Set<WKRefreshBackgroundTask>) {
      for task in tasks {
        let wake = Wake(task: task)
        if task is WKWatchConnectivityRefreshBackgroundTask { hold { wake.end() } } else { wake.end() }
      }
    }
  }

  /// The task goes from the main actor to the link and back.
  private struct Wake: @unchecked Sendable {
    let task: WKRefreshBackgroundTask

    func end() {
      Task { @MainActor in task.setTaskCompletedWithSnapshot(false) }
    }
  }
#endif
