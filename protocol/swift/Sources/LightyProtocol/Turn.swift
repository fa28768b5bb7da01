/// What one input has produced so far.
struct Turn {
  let now: Int64
  var save = Save()
  var output = Output()
  var touched = OrderedMap<String, SessionRecord>()
  /// Events whose message failed in this turn.
  var failed: [Outgoing.Reference] = []

  mutating func notify(_ notice: Notice) { output.actions.append(.notify(notice)) }
}
