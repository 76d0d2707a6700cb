import { type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { AppError, errorCatalogue } from "#src/errors.ts";
import { peerOf } from "#src/platform/http/client-address.ts";
import { appErrorOf } from "#src/platform/http/problem.ts";
import { log } from "#src/platform/log/log.ts";
import { stoppedAttempts } from "#src/platform/log/stopped-attempts.ts";

/** How long a handshake may take, from the upgrade until the socket is taken over or closed. */
const handshakeMs = 5_000;
/** How long a refusal may take to be read. */
const refusalMs = 1_000;

export type Upgrade = {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
  path: string;
  query: URLSearchParams;
  /** The handshake is done: from here on, the socket's new owner closes it and listens for its errors. */
  taken(): void;
};

/**
 * Passes every upgrade of the server to `answer`. Node gives up a socket with its upgrade: nothing else listens for its
 * errors, limits its time or closes it. So what `answer` has not taken over is closed here: with a problem where it
 * throws, and in any case after the time limit. Returns the function that stops it.
 */
export function onUpgrade(server: Server, answer: (upgrade: Upgrade) => Promise<void>): () => void {
  const listen = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const ignore = () => {};
    socket.on("error", ignore);
    const timer = setTimeout(() => socket.destroy(), handshakeMs);
    socket.once("close", () => clearTimeout(timer));
    const taken = () => {
      clearTimeout(timer);
      socket.off("error", ignore);
    };
    void answerOrRefuse(answer, { request, socket, head, taken });
  };
  server.on("upgrade", listen);
  return () => void server.off("upgrade", listen);
}

async function answerOrRefuse(
  answer: (upgrade: Upgrade) => Promise<void>,
  given: Omit<Upgrade, "path" | "query">,
): Promise<void> {
  try {
    await answer({ ...given, ...targetOf(given.request) });
  } catch (thrown) {
    const error = appErrorOf(thrown);
    const address = peerOf(given.request);
    stoppedAttempts.note({ method: "GET", route: "socket", userId: undefined, address }, error);
    refuse(given.socket, error);
  }
}

/** What a client asks for is a path or a whole URL (RFC 9112, section 3.2); `//` is a path too. */
function targetOf(request: IncomingMessage): { path: string; query: URLSearchParams } {
  const target = request.url ?? "";
  const url = URL.parse(target.startsWith("/") ? `http://localhost${target}` : target);
  if (!url) throw new AppError("malformed", "The address of this request cannot be read.");
  return { path: url.pathname, query: url.searchParams };
}

/** Sends a problem (RFC 9457) instead of the upgrade. */
function refuse(socket: Duplex, error: AppError): void {
  if (socket.destroyed) return;
  if (error.status >= 500) log.error({ err: error.cause ?? error }, "a socket could not be opened");
  const { title, status } = errorCatalogue[error.code];
  const body = JSON.stringify({
    type: `/api/docs#problem-${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
  });
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "Connection: close",
    ...(error.retryAfterSeconds === undefined ? [] : [`Retry-After: ${Math.ceil(error.retryAfterSeconds)}`]),
  ];
  // What the client still sends is dropped, until it closes its side too.
  socket.resume();
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), refusalMs).unref();
}
