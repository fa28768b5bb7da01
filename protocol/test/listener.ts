import { type Link, payloadKey } from "../src/index.ts";

/** An app that writes down what it hears. */
export class Listener<End extends Link = Link> {
  readonly heard: string[] = [];
  readonly texts: string[] = [];
  readonly end: End;

  constructor(end: End) {
    this.end = end;
  }

  launch(): this {
    this.end.activate({
      activated: (reachable, outstanding) =>
        this.heard.push(`activated ${reachable} [${outstanding.map(({ sendId }) => sendId)}]`),
      reachabilityChanged: (reachable) => this.heard.push(`reachable ${reachable}`),
      received: (channel, text) => {
        this.heard.push(`${channel} ${text}`);
        this.texts.push(text);
      },
      sent: (sendId, errorCode) => this.heard.push(`sent ${sendId} ${errorCode ?? "ok"}`),
    });
    return this;
  }

  send(channel: "message" | "userInfo" | "applicationContext", text: string, sendId = `id-${text.slice(0, 20)}`): void {
    this.end.send(channel, sendId, { [payloadKey]: text });
  }

  /** What was heard since last asked. */
  take(): string[] {
    return this.heard.splice(0);
  }
}
