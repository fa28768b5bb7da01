#if DEBUG && (targetEnvironment(simulator) || LIGHTY_SIMULATOR)
  import Foundation
  import LightyProtocol
  import LightyTee
  import WatchLink

  #if canImport(FoundationNetworking)
    import FoundationNetworking
  #endif

  /// A relay over a WebSocket, in the simulator alone: a real watch may open none (TN3135), and its frames go with the phone. It is told of in the
  /// defaults, best as launch arguments of the scheme:
  ///
  ///     -relay http://localhost:7788 -relayCode 7K2M-0111         the code that `lighty pair` shows; good once, the token it gives is kept
  public struct SimulatorDoor: RelayDoor {
    private let origin: String
    private let code: String

    /// Nil when no relay is told of.
    public init?() {
      guard let origin = UserDefaults.standard.string(forKey: "relay"), URL(string: origin) != nil else { return nil }
      self.origin = origin.hasSuffix("/") ? String(origin.dropLast()) : origin
      code = UserDefaults.standard.string(forKey: "relayCode") ?? ""
    }

    public func connect(
      as observer: Observer, _ heard: @escaping @Sendable (SocketWord) -> Void
    ) -> any RelaySocket {
      let socket = WebSocketLine(heard)
      Task {
        do { socket.open(try await request(observer)) } catch { socket.fail() }
      }
      return socket
    }

    /// The upgrade, with a proof made for it. [PAIR-3]
    private func request(_ observer: Observer) async throws -> URLRequest {
      let token = try await token(observer)
      let (relayId, nonce) = try await challenge()
      guard
        let proof = shownProof(token: token, relayId: relayId, nonce: nonce, deviceId: observer.deviceId),
        let url = URL(string: "ws\(origin.dropFirst(4))/v1/tee")
      else { throw Refused() }
      var request = URLRequest(url: url)
      request.setValue("Lighty \(proof)", forHTTPHeaderField: "Authorization")
      #if canImport(FoundationNetworking)
        // On Linux Foundation writes keep-alive over the upgrade that its own socket asks for.
        request.setValue("Upgrade", forHTTPHeaderField: "Connection")
      #endif
      return request
    }

    /// The token this installation shares with the relay; where there is none yet, or another code was typed, they pair. [PAIR-2]
    private func token(_ observer: Observer) async throws -> String {
      let key = "relayToken \(origin) \(observer.deviceId) \(readCode(code))"
      if let known = UserDefaults.standard.string(forKey: key) { return known }
      let (relayId, nonce) = try await challenge()
      let terms = PairingTerms(
        relayId: relayId, nonce: nonce, deviceNonce: UUID().uuidString.lowercased(), device: observer)
      var request = URLRequest(url: try url("/v1/pair"))
      request.httpMethod = "POST"
      request.setValue("application/json", forHTTPHeaderField: "Content-Type")
      request.httpBody = Data(pairRequest(code: code, terms, name: "Watch simulator").utf8)
      let secrets = PairingSecrets(code: code, terms)
      // A relay that cannot prove that it knew the code is not the one that showed it.
      guard try await answer(request)["proof"]?.string == secrets.relayProof else { throw Refused() }
      UserDefaults.standard.set(secrets.token, forKey: key)
      return secrets.token
    }

    private func challenge() async throws -> (relayId: String, nonce: String) {
      let answer = try await answer(URLRequest(url: try url("/v1/challenge")))
      guard let relayId = answer["relayId"]?.string, let nonce = answer["nonce"]?.string else { throw Refused() }
      return (relayId, nonce)
    }

    private func answer(_ request: URLRequest) async throws -> Value {
      let (data, response) = try await URLSession.shared.data(for: request)
      guard (response as? HTTPURLResponse)?.statusCode == 200 else { throw Refused() }
      return try parseJson(String(decoding: data, as: UTF8.self)).get()
    }

    private func url(_ path: String) throws -> URL {
      guard let url = URL(string: origin + path) else { throw Refused() }
      return url
    }

    /// Why matters to nobody here: the tee tries again, and the relay says on its own side whom it refused.
    private struct Refused: Error {}
  }

  /// One WebSocket. It says `.closed` once, whatever ends it.
  private final class WebSocketLine: NSObject, RelaySocket, URLSessionWebSocketDelegate, Sendable {
    private let heard: @Sendable (SocketWord) -> Void
    private let state = Locked(State())
    /// What is to be sent, in order: one task hands it on.
    private let texts: AsyncStream<String>
    private let outbound: AsyncStream<String>.Continuation

    private struct State {
      var task: URLSessionWebSocketTask?
      var isOver = false
    }

    init(_ heard: @escaping @Sendable (SocketWord) -> Void) {
      self.heard = heard
      (texts, outbound) = AsyncStream.makeStream()
    }

    func open(_ request: URLRequest) {
      let session = URLSession(configuration: .ephemeral, delegate: self, delegateQueue: nil)
      let task = session.webSocketTask(with: request)
      let isWanted = state.with { state in
        if !state.isOver { state.task = task }
        return !state.isOver
      }
      if isWanted { task.resume() } else { task.cancel() }
      session.finishTasksAndInvalidate()
    }

    func send(_ text: String) { outbound.yield(text) }

    func close(_ reason: String) {
      end()?.cancel(with: .normalClosure, reason: Data(reason.utf8.prefix(123)))
    }

    /// It came to nothing, or is over.
    func fail() { end()?.cancel() }

    private func end() -> URLSessionWebSocketTask? {
      let (task, isFirst) = state.with { state in
        defer { (state.task, state.isOver) = (nil, true) }
        return (state.task, !state.isOver)
      }
      outbound.finish()
      if isFirst { heard(.closed) }
      return task
    }

    func urlSession(
      _ session: URLSession, webSocketTask: URLSessionWebSocketTask, didOpenWithProtocol protocol: String?
    ) {
      heard(.opened)
      Task {
        do {
          for await text in texts { try await webSocketTask.send(.string(text)) }
        } catch { fail() }
      }
      Task {
        do {
          while true { if case .string(let text) = try await webSocketTask.receive() { heard(.message(text)) } }
        } catch { fail() }
      }
    }

    func urlSession(
      _ session: URLSession, webSocketTask: URLSessionWebSocketTask,
      didCloseWith closeCode: URLSessionWebSocketTask.CloseCode, reason: Data?
    ) { fail() }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) { fail() }
  }
#endif
