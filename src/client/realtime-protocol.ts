/** The constants of both ends of the socket, in a file without the event schemas, which the browser does not need. */
export const realtimePath = "/api/realtime/competency-updates";
export const streamPath = "/api/realtime/stream";
export const realtimeProtocol = "competency.v1";

/** The reasons for closing a socket, in addition to the codes of RFC 6455. */
export const closeCodes = {
  /** The access token or the session has ended: renew it and reconnect. */
  unauthenticated: 4401,
  /** The client reads too slowly; it gets the missed events when it reconnects. */
  tooSlow: 4408,
} as const;

/** Every message has this form; `id` increases. */
export type SocketMessage = { id: string; type: string; occurredAt: string; data: unknown };
