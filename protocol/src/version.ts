/** Version of the wire protocol. A packet or event of another major version is refused and stays unacknowledged, so its sender keeps it. [ENV-2] */
export const protocolVersion = 1;

/** Version of the capture file format; a reader refuses a newer one. [CAP-1] */
export const captureFormatVersion = 1;
