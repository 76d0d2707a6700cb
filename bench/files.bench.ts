import { type ChildProcess, fork } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import pg from "pg";
import { signAccessToken } from "#src/platform/identity/access-token.ts";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { cpuMs } from "./cpu.ts";
import { type BenchDatabase, withDatabase } from "./database.ts";
import { seedSchool } from "./seed.ts";

/**
 * `node bench/files.bench.ts [MiB]`: one large file (200 MiB) in and out, each beside its floor, and with a tenth of it
 * before: the peak of resident memory must not grow with the file. The limit of a file is a setting (MAX_FILE_MIB),
 * raised here. Linux only: it resets and reads the peak in /proc.
 */
const mib = 1024 * 1024;
const largeMiB = Number(process.argv[2] ?? 200);
const grownMiB = 48;
const pieceBytes = 5 * mib;

type Line = { name: string; sizeMiB: number; perSecond: number; cpuMs: number; peakMiB: number };

async function main(postgres: BenchDatabase): Promise<boolean> {
  const children: ChildProcess[] = [];
  try {
    const owner = new pg.Client(postgres.url);
    await owner.connect();
    await seedSchool(owner, 20);
    await owner.end();
    const lines: Line[] = [];
    for (const way of ways) {
      for (const [file, isFloor] of [
        ["file-floor.ts", true],
        ["api-only.ts", false],
      ] as const) {
        // A process each, so that none has the peak of another.
        const port = await freePort();
        const server = fork(join(import.meta.dirname, file), { env: { ...process.env, PORT: String(port) } });
        children.push(server);
        await once(server, "message");
        for (const sizeMiB of [Math.ceil(largeMiB / 10), largeMiB]) {
          const work = await (isFloor ? way.floor : way.run)(port, contentOf(sizeMiB * mib));
          const line = {
            name: `${way.name}, ${isFloor ? "floor" : "api"}`,
            sizeMiB,
            ...(await measured(server, sizeMiB, work)),
          };
          lines.push(line);
          process.stdout.write(`${format(line)}\n`);
        }
        server.disconnect();
        await once(server, "exit");
      }
    }
    return lines.every(({ name, sizeMiB, peakMiB }) => {
      const small = lines.find((other) => other.name === name && other.sizeMiB !== sizeMiB);
      const isFlat = peakMiB - (small?.peakMiB ?? 0) < grownMiB;
      if (!isFlat) process.stdout.write(`${name}: memory grows with the file\n`);
      return isFlat;
    });
  } finally {
    for (const child of children) child.kill("SIGKILL");
  }
}

async function measured(server: ChildProcess, sizeMiB: number, work: () => Promise<void>) {
  const pid = server.pid ?? 0;
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
  const cpuBefore = cpuMs(pid);
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const peakKiB = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  return { perSecond: sizeMiB / seconds, cpuMs: cpuMs(pid) - cpuBefore, peakMiB: peakKiB / 1024 };
}

/** A video's first box, and noise; made piece by piece, since this process measures nothing but is on the machine. */
type Content = { sizeBytes: number; sha256: string; slice: (from: number, to: number) => Iterable<Buffer> };

function contentOf(sizeBytes: number): Content {
  const noise = randomBytes(mib);
  const first = Buffer.from(noise);
  Buffer.from("\0\0\0\u0018ftypisom\0\0\u0002\0isomiso2", "latin1").copy(first);
  function* slice(from: number, to: number) {
    for (let at = from; at < to; ) {
      const end = Math.min(to, (Math.floor(at / mib) + 1) * mib);
      yield (at < mib ? first : noise).subarray(at % mib, (at % mib) + (end - at));
      at = end;
    }
  }
  const hash = createHash("sha256");
  for (const piece of slice(0, sizeBytes)) hash.update(piece);
  return { sizeBytes, sha256: hash.digest("hex"), slice };
}

type Prepare = (port: number, content: Content) => Promise<() => Promise<void>> | (() => Promise<void>);

const putFloor: Prepare = (port, content) => async () => {
  const { body } = await send(port, "PUT", "/file", {}, content.slice(0, content.sizeBytes));
  if (body.toString() !== content.sha256) throw new Error("the floor has other bytes");
};

const ways: { name: string; run: Prepare; floor: Prepare }[] = [
  {
    name: "upload in pieces of 5 MiB",
    run: (port, content) => () => uploadInPieces(port, content).then(() => {}),
    floor: putFloor,
  },
  {
    name: "upload in one request",
    run: (port, content) => () => uploadWhole(port, content).then(() => {}),
    floor: putFloor,
  },
  {
    name: "download",
    async run(port, content) {
      const fileId = await uploadInPieces(port, content);
      return async () => {
        const link = await send(port, "GET", `/api/files/${fileId}`, bearer());
        const path = String(link.headers.location);
        await expectDownload(port, path, content);
      };
    },
    async floor(port, content) {
      await (await putFloor(port, content))();
      return () => expectDownload(port, "/file", content);
    },
  },
];

async function uploadInPieces(port: number, content: Content): Promise<string> {
  const tus = { ...bearer(), "tus-resumable": "1.0.0" };
  const started = await send(port, "POST", "/api/uploads", {
    ...tus,
    "upload-length": String(content.sizeBytes),
    "upload-metadata": `filename ${btoa("round.mp4")},filetype ${btoa("video/mp4")}`,
  });
  const path = String(started.headers.location);
  for (let at = 0; at < content.sizeBytes; at += pieceBytes) {
    const to = Math.min(at + pieceBytes, content.sizeBytes);
    const headers = {
      ...tus,
      "upload-offset": String(at),
      "content-type": "application/offset+octet-stream",
      "content-length": String(to - at),
    };
    await send(port, "PATCH", path, headers, content.slice(at, to));
  }
  return fileOf((await send(port, "POST", `${path}/file`, bearer())).body, content);
}

async function uploadWhole(port: number, content: Content): Promise<string> {
  const head = Buffer.from(
    '--b\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\nContent-Type: video/mp4\r\n\r\n',
  );
  const tail = Buffer.from("\r\n--b--\r\n");
  function* body() {
    yield head;
    yield* content.slice(0, content.sizeBytes);
    yield tail;
  }
  const headers = {
    ...bearer(),
    "content-type": "multipart/form-data; boundary=b",
    "content-length": String(head.length + content.sizeBytes + tail.length),
  };
  return fileOf((await send(port, "POST", "/api/files", headers, body())).body, content);
}

function fileOf(body: Buffer, content: Content): string {
  const made = JSON.parse(body.toString()) as { fileId: string; sha256: string };
  if (made.sha256 !== content.sha256) throw new Error("what was stored is not what was sent");
  return made.fileId;
}

async function expectDownload(port: number, path: string, content: Content): Promise<void> {
  const hash = createHash("sha256");
  await send(port, "GET", path, {}, [], (piece) => hash.update(piece));
  if (hash.digest("hex") !== content.sha256) throw new Error("what was received is not what was sent");
}

function bearer(): Record<string, string> {
  const actor = { kind: "user", userId: "stu1", role: "STUDENT", schoolId: "bench", sessionId: "bench" } as const;
  return { authorization: `Bearer ${signAccessToken(actor)}` };
}

const agent = new http.Agent({ keepAlive: true });

/** `take` gets the body's pieces in place of the answer. */
async function send(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  pieces: Iterable<Buffer> = [],
  take?: (piece: Buffer) => void,
): Promise<{ headers: http.IncomingHttpHeaders; body: Buffer }> {
  const request = http.request({ port, method, path, headers, agent });
  const answered = once(request, "response");
  for (const piece of pieces) if (!request.write(piece)) await once(request, "drain");
  request.end();
  const [response] = (await answered) as [http.IncomingMessage];
  const body: Buffer[] = [];
  for await (const piece of response) (take ?? ((one: Buffer) => body.push(one)))(piece as Buffer);
  if ((response.statusCode ?? 500) >= 400) throw new Error(`${method} ${path}: ${Buffer.concat(body).toString()}`);
  return { headers: response.headers, body: Buffer.concat(body) };
}

function format({ name, sizeMiB, perSecond, cpuMs: cpu, peakMiB }: Line): string {
  const n = (value: number, width: number) => value.toFixed(0).padStart(width);
  return [
    name.padEnd(36),
    `${n(sizeMiB, 4)} MiB`,
    `${n(perSecond, 5)} MiB/s`,
    `CPU ${n(cpu, 6)} ms (${(cpu / sizeMiB).toFixed(2)} ms a MiB)`,
    `peak ${n(peakMiB, 4)} MiB`,
  ].join("  ");
}

process.exitCode = (await withDatabase({ RATE_LIMIT_PER_MINUTE: "1000000", MAX_FILE_MIB: String(largeMiB + 1) }, main))
  ? 0
  : 1;
