#if DEBUG
  import Foundation
  import LightyProtocol

  /// Frames as files of NDJSON, a line a frame as `POST /v1/ingest` takes them [TEE-10], in a folder with room for so much: beyond it the oldest
  /// file goes, and the next one of the same boot says how many frames that were. What cannot be written is lost: a trace is never worth a fault.
  /// [TEE-3]
  ///
  ///     append -> <number>.<boot>.ndjson, open --full, or seal--> sealed --carried--> gone
  struct TraceJournal {
    private let folder: URL
    private let bootId: String
    private let fileBytes: Int
    private let maxBytes: Int
    private var open: URL?
    private var openBytes = 0
    /// Numbers the files of all boots, so that their names sort by age.
    private var lastNumber: Int

    /// Bytes of a file, and of all of them.
    init(folder: URL, bootId: String, fileBytes: Int = 262_144, maxBytes: Int = 2_097_152) {
      self.folder = folder
      self.bootId = bootId
      self.fileBytes = fileBytes
      self.maxBytes = maxBytes
      lastNumber = 0
      try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      #if canImport(Darwin)
        var folder = folder
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try? folder.setResourceValues(values)
      #endif
      lastNumber = files.last.flatMap { Int($0.lastPathComponent.prefix(8)) } ?? 0
    }

    mutating func append(_ lines: [String]) {
      for line in lines {
        let data = Data((line + "\n").utf8)
        if openBytes > 0, openBytes + data.count > fileBytes { seal() }
        let file = open ?? next()
        open = file
        guard let handle = try? FileHandle(forWritingTo: file) else { continue }
        defer { try? handle.close() }
        if (try? handle.seekToEnd()) != nil, (try? handle.write(contentsOf: data)) != nil { openBytes += data.count }
      }
      makeRoom()
    }

    /// Closes the open file; what comes next begins another.
    mutating func seal() { (open, openBytes) = (nil, 0) }

    /// Files that are whole, oldest first, those of earlier boots among them.
    var sealed: [URL] { files.filter { $0.lastPathComponent != open?.lastPathComponent } }

    func remove(_ file: URL) {
      try? FileManager.default.removeItem(at: folder.appendingPathComponent(file.lastPathComponent))
    }

    private mutating func next() -> URL {
      lastNumber += 1
      let number = String(lastNumber)
      let name = String(repeating: "0", count: max(0, 8 - number.count)) + number
      let file = folder.appendingPathComponent("\(name).\(bootId).ndjson")
      // One that cannot be made cannot be opened either: its lines are missing, and traceSeq shows it. [TEE-2]
      _ = FileManager.default.createFile(atPath: file.path, contents: nil)
      return file
    }

    private var files: [URL] {
      let found = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
      return found.filter { $0.pathExtension == "ndjson" }.sorted { $0.lastPathComponent < $1.lastPathComponent }
    }

    private func makeRoom() {
      var files = files
      var total = files.reduce(0) { $0 + size($1) }
      while total > maxBytes, files.count > 1 {
        let oldest = files.removeFirst()
        total -= size(oldest)
        let gone = lines(oldest)
        // What its first line says was dropped before it goes with it.
        if isOurs(oldest), isOurs(files[0]), let first = gone.first {
          tell(files[0], dropped: gone.count + Int(droppedBefore(first)))
        }
        remove(oldest)
      }
    }

    private func isOurs(_ file: URL) -> Bool { file.lastPathComponent.hasSuffix(".\(bootId).ndjson") }

    private func tell(_ file: URL, dropped: Int) {
      var lines = lines(file)
      guard !lines.isEmpty else { return }
      lines[0] = saying(lines[0], droppedBefore: Int64(dropped))
      try? Data(lines.map { $0 + "\n" }.joined().utf8).write(to: file)
    }

    private func lines(_ file: URL) -> [String] {
      guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
      return text.split(separator: "\n").map(String.init)
    }

    private func size(_ file: URL) -> Int {
      ((try? FileManager.default.attributesOfItem(atPath: file.path))?[.size] as? NSNumber)?.intValue ?? 0
    }
  }

  /// A frame's text with a count of what was dropped before it added to what it says already.
  private func saying(_ text: String, droppedBefore count: Int64) -> String {
    guard case .object(var fields)? = try? parseJson(text).get() else { return text }
    fields["droppedBefore"] = .integer((fields["droppedBefore"]?.int ?? 0) + count)
    return Value.object(fields).text
  }

  private func droppedBefore(_ text: String) -> Int64 { (try? parseJson(text).get())?["droppedBefore"]?.int ?? 0 }
#endif
