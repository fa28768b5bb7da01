export * from "./messages.ts";
export { RoomLink, type RoomLinkOptions, type RoomState } from "./room-link.ts";
