import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

/**
 * The floor of files: bare node http, which writes a body to the disk while it hashes it, and sends it back while it
 * hashes it. PUT /<name>, GET /<name>. There is no sign-in, no check, no second copy and no row.
 */
const server = http.createServer((request, response) => {
  void answer(request, response).catch(() => response.destroy());
});

async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const path = join(process.env.DATA_DIR ?? "", `floor-${(request.url ?? "").slice(1)}`);
  const hash = createHash("sha256");
  const hashed = new Transform({
    transform(piece: Buffer, _encoding, done) {
      hash.update(piece);
      done(null, piece);
    },
  });
  if (request.method === "PUT") {
    await pipeline(request, hashed, createWriteStream(path));
    response.end(hash.digest("hex"));
  } else {
    await pipeline(createReadStream(path), hashed, response);
  }
}

server.listen(Number(process.env.PORT), "127.0.0.1", () => process.send?.("ready"));
process.once("disconnect", () => process.exit(0));
