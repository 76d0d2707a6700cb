/** What both ends of the socket know beside the events; the browser takes it without the schemas. */
export const realtimePath = "/api/realtime/competency-updates";
export const realtimeProtocol = "competency.v1";

/** Why the server closes a socket, beside the codes of RFC 6455. */
export const closeCodes = {
  /** The access token or the session has ended: renew it and come back. */
  unauthenticated: 4401,
  /** The client reads slower than there is news; what it missed is there when it comes back. */
  tooSlow: 4408,
} as const;

/** Every message has this form; `id` increases. */
export type SocketMessage = { id: string; type: string; occurredAt: string; data: unknown };
