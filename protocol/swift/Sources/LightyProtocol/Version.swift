/// Version of the wire protocol. A packet or event of another major version is refused and stays unacknowledged, so its sender keeps it. [ENV-2]
public let protocolVersion: Int64 = 1
