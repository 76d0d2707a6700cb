import type { Readable } from "node:stream";
import { AppError } from "#src/errors.ts";

/** The body of a request as it arrives, with what its sender says about it. */
export type IncomingBody = {
  stream: Readable;
  contentType: string;
  /** The Content-Length; undefined where the sender does not know it. */
  declaredBytes: number | undefined;
};

export type ReceiveLimits = {
  limitBytes: number;
  /** The longest pause of the sender. */
  idleMs: number;
  /** The longest time for the whole body. */
  totalMs: number;
};

const mib = 1024 * 1024;

/**
 * The only reader of bodies: passes each piece to `take`, and waits for it before it accepts the next, so that no more
 * than one piece is in memory. Throws `too_large` past the limit whatever length was declared, `too_slow` for a sender
 * that pauses, and `malformed` for a body that breaks off. The rest of a refused body is left to the server.
 */
export function receive(
  body: IncomingBody,
  limits: ReceiveLimits,
  take: (piece: Buffer) => Promise<void> | void,
): Promise<void> {
  const { stream } = body;
  // A stream that fails after it was refused has no other listener, which would end the process.
  stream.on("error", () => {});
  if ((body.declaredBytes ?? 0) > limits.limitBytes) return Promise.reject(tooLarge(limits.limitBytes));
  return new Promise((resolve, reject) => {
    let sizeBytes = 0;
    let taken: Promise<void> | void;
    const tooSlow = () => stop(new AppError("too_slow", "The request did not arrive in time. Send it again."));
    const total = setTimeout(tooSlow, limits.totalMs);
    const idle = setTimeout(tooSlow, limits.idleMs);
    const stop = (error?: unknown) => {
      clearTimeout(total);
      clearTimeout(idle);
      stream.off("data", onData).off("end", onEnd).off("error", onBreak).off("close", onBreak);
      if (error === undefined) return resolve();
      stream.pause();
      reject(error);
    };
    const onData = (piece: Buffer) => {
      sizeBytes += piece.byteLength;
      if (sizeBytes > limits.limitBytes) return stop(tooLarge(limits.limitBytes));
      idle.refresh();
      taken = take(piece);
      if (!taken) return;
      stream.pause();
      taken.then(() => stream.resume(), stop);
    };
    // A stream may end while its last piece is being taken.
    const onEnd = () => Promise.resolve(taken).then(() => stop(), stop);
    const onBreak = (cause?: Error) =>
      !stream.readableEnded && stop(new AppError("malformed", "The body broke off.", { cause }));
    stream.on("data", onData).once("end", onEnd).once("error", onBreak).once("close", onBreak);
    if (stream.destroyed) onBreak();
  });
}

/** The whole body in memory. */
export async function readBytes(body: IncomingBody, limits: ReceiveLimits): Promise<Buffer> {
  const pieces: Buffer[] = [];
  await receive(body, limits, (piece) => {
    pieces.push(piece);
  });
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
}

export function tooLarge(limitBytes: number): AppError {
  const limit = limitBytes >= mib ? `${Math.floor(limitBytes / mib)} MiB` : `${Math.floor(limitBytes / 1024)} KiB`;
  return new AppError("too_large", `The request may have at most ${limit}.`);
}
