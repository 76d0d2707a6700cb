import { createReadStream } from "node:fs";
import { connect, type Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import { AppError } from "#src/errors.ts";

const silenceMs = 60_000;
const pieceBytes = 128 * 1024;
const maxAnswerBytes = 4096;

export type Verdict = { kind: "clean" } | { kind: "infected"; signature: string };

/**
 * Has a file scanned by a ClamAV daemon, over its INSTREAM command: the daemon needs no access to our disk. Whatever is
 * not a plain verdict (no connection, no answer, a file beyond the daemon's limits) throws `unavailable`: a file that
 * could not be scanned is not clean.
 */
export async function scanFile(clamdUrl: string, path: string): Promise<Verdict> {
  const answer = await ask(clamdUrl, path).catch((cause: unknown) => {
    throw new AppError(
      "unavailable",
      "The file could not be checked for viruses, so it was not kept. Try again later.",
      {
        cause,
        retryAfterSeconds: 60,
      },
    );
  });
  if (answer === "stream: OK") return { kind: "clean" };
  const found = /^stream: (.+) FOUND$/.exec(answer)?.[1];
  if (found !== undefined && !/^Heuristics\.Limits\.Exceeded/.test(found))
    return { kind: "infected", signature: found };
  throw new AppError("unavailable", "The file is too large for the virus scanner, so it was not kept.", {
    cause: new Error(`clamd answered: ${answer}`),
  });
}

async function ask(clamdUrl: string, path: string): Promise<string> {
  const socket = open(clamdUrl);
  socket.setTimeout(silenceMs, () => socket.destroy(new Error("clamd was silent for a minute")));
  const answered = answerOf(socket);
  // The daemon answers and closes while the file is still being sent, where that is beyond its limit.
  answered.catch(() => {});
  const sent = pipeline(createReadStream(path, { highWaterMark: pieceBytes }), framed, socket, { end: false });
  const first = await Promise.race([
    answered,
    sent.then(
      () => undefined,
      () => answered,
    ),
  ]);
  try {
    return first ?? (await answered);
  } finally {
    socket.destroy();
    await sent.catch(() => {});
  }
}

function open(clamdUrl: string): Socket {
  const { protocol, hostname, port, pathname } = new URL(clamdUrl);
  if (protocol === "unix:") return connect({ path: decodeURIComponent(pathname) });
  return connect({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) });
}

/** Each piece after its length in four bytes; a length of nought ends them. */
async function* framed(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from("zINSTREAM\0");
  for await (const piece of pieces) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(piece.byteLength);
    yield length;
    yield piece;
  }
  yield Buffer.alloc(4);
}

function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    socket.setEncoding("utf8");
    socket.on("data", (piece: string) => {
      answer += piece;
      if (answer.includes("\0")) resolve(answer.slice(0, answer.indexOf("\0")).trim());
      else if (answer.length > maxAnswerBytes) reject(new Error("clamd does not end its answer"));
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("clamd closed the connection without an answer")));
  });
}
