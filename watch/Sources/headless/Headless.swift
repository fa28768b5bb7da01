import Dialogue

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The engine as a program: a request a line on stdin, an answer a line on stdout, until stdin ends. `Dialogue` has the words.
@main
enum Headless {
  static func main() {
    let dialogue = Dialogue()
    while let line = readLine() {
      if line.isEmpty { continue }
      write(dialogue.answer(line) + "\n")
    }
  }

  /// At once and whole: whoever asked is waiting.
  private static func write(_ text: String) {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { unsafeWrite(1, $0.baseAddress, $0.count) }
      if count <= 0 { exit(1) }
      written += count
    }
  }

  private static func unsafeWrite(_ file: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Darwin)
      Darwin.write(file, start, count)
    #else
      Glibc.write(file, start, count)
    #endif
  }
}
