import Testing

@testable import LightyProtocol

@Test(
  "[BND-1] what JavaScript takes for JSON is taken",
  arguments: [
    ("null", "null"), (" true\n", "true"), ("[ ]", "[]"), ("{ }", "{}"), ("[1 , 2]", "[1,2]"),
    ("\t\r\n{\"a\" :1}", "{\"a\":1}"),
    ("\"\\u0041\\n\\/\"", "\"A\\n/\""), ("\"\\ud83d\\ude00\"", "\"😀\""), ("\"\u{2028}\u{7F}\"", "\"\u{2028}\u{7F}\""),
    ("{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}"),
  ])
func takes(_ text: String, _ written: String) throws {
  #expect(try #require(readJson(text)).text == written)
}

@Test(
  "[BND-1] what JavaScript does not take is not taken",
  arguments: [
    "", " ", "nul", "nulll", "[1,]", "[,1]", "[1", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "'a'", "01", "-", "+1",
    "1.", ".5",
    "1e", "1e+", "0x1", "NaN", "Infinity", "\"", "\"\\x\"", "\"\\u12\"", "\"\\u00zz\"", "\"\n\"", "\"\u{1}\"",
    "\u{FEFF}1", "1 2",
    "[1]]", "\u{A0}1",
  ])
func doesNotTake(_ text: String) {
  #expect(readJson(text) == nil)
}

@Test(
  "[ENV-5] a number is the hundredths that JavaScript would make of it",
  arguments: [
    ("0", 0), ("-0", 0), ("-0.0", 0), ("5", 500), ("-2.5", -250), ("0.01", 1), ("1.10", 110), ("100.00", 10_000),
    ("1e2", 10_000),
    ("5E+1", 5_000), ("125e-2", 125), ("0.1000000000000000055", 10), ("1e-400", 0), ("1234567890.12", 123_456_789_012),
    ("12345678901.12", 1_234_567_890_112), ("90071992547409", 9_007_199_254_740_900),
    ("-90071992547409", -9_007_199_254_740_900),
  ])
func numbers(_ text: String, _ count: Int64) throws {
  let number = try #require(readJson(text)?.number)
  #expect(number.count == count)
  #expect(readJson(Value.number(number).text)?.number == number)
}

@Test(
  "[ENV-5] what is no number of the wire is read, and refused by the bounds",
  arguments: ["1.005", "0.001", "1e400", "-1e400", "90071992547410", "90071992547409.25", "1e15", "9007199254740993"])
func unlawfulNumbers(_ text: String) throws {
  #expect(try #require(readJson(text)).number == nil)
  #expect(throws: Rejection.self) { try parseJson(text).get() }
}

@Test(
  "[ENV-6] [ENV-7] a key that Swift holds to be the same as another, or that lacks half a letter, is not that other one"
)
func keys() {
  for text in ["{\"\\u212aind\":2,\"Kind\":1}", "{\"Kind\":1,\"\\u212aind\":2}", "{\"Kind\":1,\"Kind\\ud800\":2}"] {
    guard case .failure(let rejection) = parseJson(text) else {
      Issue.record("\(text) was taken")
      continue
    }
    #expect(rejection.sentence.contains("a key is 1 to 200 printable ASCII characters"))
  }
}

@Test("[ERR-2] a refusal shows at most forty letters of a text, however many marks one of them wears")
func beginnings() {
  let marks = String(repeating: "\u{301}", count: 90_000)
  let shown = "a" + String(repeating: "\u{301}", count: 39)
  #expect(
    parseJson("a\(marks)") == .failure(Rejection(.badJson, "the text that begins \"\(shown)\" is not JSON")))
}

@Test(
  "[ENV-6] half of a surrogate pair is read, and refused by the bounds",
  arguments: ["\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud800\\u0041\""])
func halves(_ text: String) {
  #expect(readJson(text) != nil)
  #expect(
    parseJson(text)
      == .failure(Rejection(.badShape, "the value holds half of a surrogate pair, which is not Unicode text")))
}

@Test("[BND-1] a hundred thousand brackets cost neither stack nor memory, and must close all the same")
func brackets() {
  let open = String(repeating: "[", count: 100_000)
  #expect(code(open + String(repeating: "]", count: 100_000)) == .tooDeep)
  #expect(code(open) == .badJson)
  #expect(code(open + String(repeating: "]", count: 99_999) + "}") == .badJson)
  let objects = String(repeating: "{\"a\":", count: 20_000)
  #expect(code(objects + "1" + String(repeating: "}", count: 20_000)) == .tooDeep)
  #expect(code(objects + "1" + String(repeating: "}", count: 19_999)) == .badJson)
}

@Test("[BND-1] sixteen levels are not too deep, seventeen are")
func levels() {
  let nested = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
  #expect(code(nested(16)) == nil)
  #expect(code(nested(17)) == .tooDeep)
}

@Test("[BND-2] lengths count UTF-16 units, as JavaScript does")
func lengths() {
  #expect(code("\"\(String(repeating: "é", count: 4_096))\"") == nil)
  #expect(code("\"\(String(repeating: "é", count: 4_097))\"") == .badShape)
  #expect(code("\"\(String(repeating: "😀", count: 2_048))\"") == nil)
  #expect(code("\"\(String(repeating: "😀", count: 2_049))\"") == .badShape)
}

private func code(_ text: String) -> ErrorCode? {
  if case .failure(let rejection) = parseJson(text) { rejection.code } else { nil }
}

@Test("[BND-1] no text traps, however it was mangled", arguments: 0..<10)
func mangled(_ seed: Int) throws {
  var random = SeededRandom(seed)
  let texts = examples("packet/valid").map(\.subject)
  let odd: [Character] = ["\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", "e", "u", "\u{0}", "é", "😀", " "]
  for _ in 0..<150 {
    var text = Array(random.pick(texts))
    for _ in 0..<random.int(1...4) { text[random.int(0...text.count - 1)] = random.pick(odd) }
    if random.chance(20) { text.removeLast(random.int(1...text.count)) }
    // Whatever it is, it is a packet or a refusal, and what is a packet is written and read again.
    guard case .success(let packet) = parsePacket(String(text)) else { continue }
    #expect(try parsePacket(packet.value.text).get().value == packet.value)
  }
}

@Test("[DIG-2] two spellings of one letter are two values, as they are in JavaScript")
func spellings() {
  let (composed, decomposed) = (Value.string("\u{E9}"), Value.string("e\u{301}"))
  #expect("\u{E9}" == "e\u{301}", "Swift itself takes them for one")
  #expect(composed != decomposed)
  #expect(composed.canonical.utf8.count != decomposed.canonical.utf8.count)
}

@Test("[MRG-2] text is ordered by UTF-16 units: a surrogate comes before U+E000 and above")
func order() {
  #expect(isBefore("😀", "～"))
  #expect(!isBefore("～", "😀"))
  #expect(isBefore("a", "ab") && isBefore("Z", "a") && !isBefore("a", "a"))
}

@Test("[ENV-7] an object keeps its keys in the order they came, however many there are")
func fieldOrder() throws {
  let keys = (0..<40).map { "k\(($0 * 7) % 40)" }
  var fields = Fields()
  for (position, key) in keys.enumerated() { fields[key] = .integer(Int64(position)) }
  fields["k7"] = .null
  #expect(fields.keys == keys)
  #expect(fields["k7"]?.isNull == true && fields["k99"] == nil)
  #expect(readJson(Value.object(fields).text)?.object?.keys == keys)
}

@Test("an ordered map keeps its order through changes and removals; what comes back comes last")
func orderedMap() {
  var map = OrderedMap<String, Int>()
  for n in 0..<50 { map["\(n)"] = n }
  for n in stride(from: 0, to: 50, by: 2) { map["\(n)"] = nil }
  map["1"] = 100
  map["0"] = 200
  #expect(map.keys == stride(from: 1, to: 50, by: 2).map { "\($0)" } + ["0"])
  #expect(map.values.first == 100 && map.values.last == 200)
  #expect(map.firstKey == "1" && map.count == 26 && !map.contains("2"))
  map["1"]? += 1
  #expect(map["1"] == 101)
}
