/** A socket as the tee and the room link need it; browsers, React Native and Node each have one that fits. */
export interface Socket {
  send(text: string): void;
  close(code: number, reason: string): void;
}

/** What a socket tells. After `close` of its own, nothing it says is heard any more. */
export interface SocketHandlers {
  opened(): void;
  message(text: string): void;
  closed(): void;
}

/** A socket to be had, and time: what a client of the relay is handed. */
export interface SocketPorts {
  connect(handlers: SocketHandlers): Socket;
  /** Milliseconds, never going back. */
  now(): number;
  /** Runs later, never at once; returns what takes it back. */
  schedule(delayMs: number, run: () => void): () => void;
}
