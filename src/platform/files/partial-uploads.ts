import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { newId } from "#src/lib/ids.ts";
import { type IncomingBody, type ReceiveLimits, receive } from "#src/platform/http/incoming-body.ts";

/** What the sender said about a file before its first byte; nothing of it is checked here. */
export type Announced = { sizeBytes: number; fileName: string; mediaType: string };

export type PartialUpload = Announced & {
  /** How much of it has arrived, whatever happened to the process since. */
  offsetBytes: number;
  path: string;
  /** Forgotten from then on, unless more arrives. */
  expiresAt: Date;
};

const keptMs = 24 * 60 * 60_000;
const sweepEveryMs = 60 * 60_000;
const maxOpen = 20;

/**
 * Files that arrive in pieces, over as many requests as a bad line needs. What has arrived is the length of a file on
 * this machine, so that nothing is lost or counted twice when a connection or the process ends in the middle of a piece.
 * The files of one person are in a folder named after the person: nobody reaches another's.
 */
export class PartialUploads {
  readonly #folder: string;
  /** By path: who works on it, and how to end that. A connection that was lost may be open here for minutes. */
  readonly #busy = new Map<string, { stop: () => void; over: Promise<void> }>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Throws `rate_limited` for more than 20 unfinished ones of one person. */
  async start(owner: string, announced: Announced): Promise<string> {
    const folder = this.#folderOf(owner);
    return this.#alone(folder, async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const unfinished = (await readdir(folder)).filter(isDescription).length;
      if (unfinished >= maxOpen) {
        throw new AppError(
          "rate_limited",
          `You have ${maxOpen} files on the way. Finish or remove one before you send more.`,
          { retryAfterSeconds: 60 },
        );
      }
      const id = newId();
      await writeFile(join(folder, id), "", { mode: 0o600, flag: "wx" });
      await writeFile(join(folder, `${id}.json`), JSON.stringify(announced), { mode: 0o600, flag: "wx" });
      return id;
    });
  }

  /** Ends a piece that is still arriving: who asks has lost the connection over which it came. */
  async find(owner: string, id: string): Promise<PartialUpload> {
    return this.#alone(this.#pathOf(owner, id), () => this.#read(owner, id));
  }

  /**
   * Takes a piece that begins where the last one ended, and returns how much is there now. A piece that breaks off
   * leaves what has arrived of it. Throws `conflict` for another beginning and `too_large` past the announced size.
   */
  async append(owner: string, id: string, piece: { offsetBytes: number; body: IncomingBody; limits: ReceiveLimits }) {
    const { offsetBytes, body, limits } = piece;
    const stop = () => void body.stream.destroy();
    return this.#alone(
      this.#pathOf(owner, id),
      async () => {
        const upload = await this.#read(owner, id);
        if (upload.offsetBytes !== offsetBytes) {
          throw new AppError("conflict", `This upload goes on at byte ${upload.offsetBytes}.`);
        }
        const file = await open(upload.path, "r+");
        let at = offsetBytes;
        try {
          const limitBytes = Math.min(limits.limitBytes, upload.sizeBytes - offsetBytes);
          await receive(body, { ...limits, limitBytes }, async (bytes) => {
            for (let done = 0; done < bytes.byteLength; ) {
              const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, at);
              done += bytesWritten;
              at += bytesWritten;
            }
          });
        } finally {
          await file.close();
        }
        return { ...upload, offsetBytes: at, expiresAt: new Date(Date.now() + keptMs) };
      },
      stop,
    );
  }

  /**
   * Hands over a complete file. It is removed when `take` has succeeded or refused it; after a fault of ours it stays, so
   * that it can be taken again without being sent again. Throws `conflict` while a part is missing.
   */
  async finish<T>(owner: string, id: string, take: (upload: PartialUpload) => Promise<T>): Promise<T> {
    return this.#alone(this.#pathOf(owner, id), async () => {
      const upload = await this.#read(owner, id);
      if (upload.offsetBytes !== upload.sizeBytes) {
        throw new AppError("conflict", `The file has not arrived: ${upload.offsetBytes} of ${upload.sizeBytes} bytes.`);
      }
      try {
        const taken = await take(upload);
        await this.#remove(upload.path);
        return taken;
      } catch (error) {
        if (error instanceof AppError && isRefusal(error)) await this.#remove(upload.path);
        throw error;
      }
    });
  }

  async cancel(owner: string, id: string): Promise<void> {
    const path = this.#pathOf(owner, id);
    await this.#alone(path, async () => {
      await this.#read(owner, id);
      await this.#remove(path);
    });
  }

  /** Removes what nobody has gone on with for a day. */
  async sweep(): Promise<void> {
    for (const person of await namesIn(this.#folder)) {
      const folder = join(this.#folder, person);
      const names = new Set(await namesIn(folder));
      for (const name of names) {
        const path = join(folder, name.replace(/\.json$/, ""));
        const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: 0 }));
        // One that begins just now has its content before its description.
        if (Date.now() - mtimeMs > keptMs && !this.#busy.has(path)) await this.#remove(path);
      }
    }
  }

  async #read(owner: string, id: string): Promise<PartialUpload> {
    const path = this.#pathOf(owner, id);
    try {
      // Only `start` writes it.
      const announced = JSON.parse(await readFile(`${path}.json`, "utf8")) as Announced;
      const { size, mtimeMs } = await stat(path);
      const expiresAt = new Date(mtimeMs + keptMs);
      if (expiresAt.getTime() > Date.now()) return { ...announced, offsetBytes: size, path, expiresAt };
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    throw new AppError("not_found", "There is no such upload. Begin again.");
  }

  async #remove(path: string): Promise<void> {
    await rm(`${path}.json`, { force: true });
    await rm(path, { force: true });
  }

  #folderOf(owner: string): string {
    return join(this.#folder, createHash("sha256").update(owner).digest("hex").slice(0, 32));
  }

  #pathOf(owner: string, id: string): string {
    if (!/^[0-9a-f-]{36}$/.test(id)) throw new AppError("not_found", "There is no such upload. Begin again.");
    return join(this.#folderOf(owner), id);
  }

  /** One at a time for each path. The one before is asked to stop, and waited for. */
  async #alone<T>(path: string, work: () => Promise<T>, stop: () => void = () => {}): Promise<T> {
    for (let other = this.#busy.get(path); other; other = this.#busy.get(path)) {
      other.stop();
      await other.over;
    }
    const { promise: over, resolve } = Promise.withResolvers<void>();
    this.#busy.set(path, { stop, over });
    try {
      return await work();
    } finally {
      this.#busy.delete(path);
      resolve();
    }
  }
}

/** What would be refused again. */
function isRefusal({ status, code }: AppError): boolean {
  return status < 500 && code !== "rate_limited" && code !== "in_flight";
}

function isDescription(name: string): boolean {
  return name.endsWith(".json");
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

const registryKey = Symbol.for("competency.partial-uploads");
const holder = globalThis as { [registryKey]?: PartialUploads };

/** Those of this process. */
export function partialUploads(): PartialUploads {
  if (!holder[registryKey]) {
    const uploads = new PartialUploads(join(config.dataDir, "partial-uploads"));
    holder[registryKey] = uploads;
    const sweep = () => void uploads.sweep().catch(() => {});
    sweep();
    setInterval(sweep, sweepEveryMs).unref();
  }
  return holder[registryKey];
}
