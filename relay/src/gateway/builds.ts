const mostDevices = 512;

/** Which build of its app each device said it runs when it was last heard: known as long as the process lasts. [CAP-2] */
export class Builds {
  readonly #builds = new Map<string, string>();

  /** Of a device that does not say, nothing is known any more. */
  note({ deviceId, build }: { deviceId: string; build?: string | undefined }): void {
    this.#builds.delete(deviceId);
    if (build === undefined) return;
    this.#builds.set(deviceId, build);
    const [oldest] = this.#builds.keys();
    if (this.#builds.size > mostDevices && oldest !== undefined) this.#builds.delete(oldest);
  }

  /** `{ build }`, or nothing where it is not known: to be spread into what names the device. */
  of(deviceId: string): { build?: string } {
    const build = this.#builds.get(deviceId);
    return build === undefined ? {} : { build };
  }
}
