import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BackupPlace, UnreadableBackup } from "#src/platform/backup/backup-place.ts";
import { copiedKeys } from "#src/platform/backup/copy-files.ts";
import { openPlace } from "#src/platform/backup/open-place.ts";
import { bucketStore, type ObjectStore } from "#src/platform/backup/stores.ts";
import { s3Credentials, startS3Server } from "../../../tests/support/s3.ts";

const folder = mkdtempSync(join(tmpdir(), "competency-bucket-"));
const key = Buffer.alloc(32, 7);
let server: Awaited<ReturnType<typeof startS3Server>>;

beforeAll(async () => {
  server = await startS3Server(folder, "backups");
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const storeOf = (prefix: string, more: object = {}): ObjectStore =>
  bucketStore({ bucket: "backups", endpoint: server.url, region: "us-east-1", ...s3Credentials, ...more }, prefix);

async function namesIn(place: { list(folder: string): AsyncGenerator<string> }, under: string): Promise<string[]> {
  const names: string[] = [];
  for await (const name of place.list(under)) names.push(name);
  return names.sort();
}

describe("a place of backups in a bucket", () => {
  it("has what was put, under its prefix alone, until it is removed", async () => {
    const place = openPlace(
      {
        BACKUP_TO: "s3://backups/of/one",
        BACKUP_KEY: key.toString("base64url"),
        BACKUP_KEEP_DAYS: 14,
        BACKUP_S3_ENDPOINT: server.url,
        BACKUP_S3_REGION: "us-east-1",
        BACKUP_S3_ACCESS_KEY_ID: s3Credentials.accessKeyId,
        BACKUP_S3_SECRET_ACCESS_KEY: s3Credentials.secretAccessKey,
        hasOwnServer: false,
      },
      () => "",
    )?.place;
    if (!place) throw new Error("there is no place");
    const beside = new BackupPlace(storeOf("of/one-more"), key);
    await place.put("secrets/1", Buffer.from("what it says"));
    await beside.put("secrets/2", Buffer.from("another installation"));
    expect((await place.get("secrets/1")).toString()).toBe("what it says");
    expect(await place.find("secrets/2")).toBeUndefined();
    expect(await namesIn(place, "secrets")).toEqual(["secrets/1"]);
    await place.remove("secrets/1");
    await place.remove("secrets/1");
    expect(await place.find("secrets/1")).toBeUndefined();
    expect(await namesIn(place, "secrets")).toEqual([]);
    expect(await namesIn(beside, "secrets")).toEqual(["secrets/2"]);
  });

  it("lists more than one page of the server's answer has", async () => {
    const store = storeOf("pages");
    const names = Array.from({ length: 1_003 }, (_, n) => `wal/00000001/${n.toString().padStart(4, "0")}`);
    for (let at = 0; at < names.length; at += 50) {
      await Promise.all(names.slice(at, at + 50).map((name) => store.put(name, Buffer.from("x"))));
    }
    expect(await namesIn(store, "wal/00000001")).toEqual(names);
  });

  it("lists a folder, and not another whose name goes on", async () => {
    const store = storeOf("folders");
    for (const name of ["files/a/0", "files/ab/0", "files/a/1"]) await store.put(name, Buffer.from("x"));
    expect(await namesIn(store, "files/a")).toEqual(["files/a/0", "files/a/1"]);
    expect(await namesIn(store, "wal")).toEqual([]);
  });

  it.each([
    ["an access key it does not know", { accessKeyId: "NOBODY" }],
    ["a wrong secret", { secretAccessKey: "wrong" }],
  ])("says plainly that the server refused %s", async (_title, credentials) => {
    const store = storeOf("refused", credentials);
    const refused = /^s3:\/\/backups refused the access key \S+ \((InvalidAccessKeyId|SignatureDoesNotMatch)/;
    await expect(store.put("a/b", Buffer.from("x"))).rejects.toThrow(refused);
    await expect(store.get("a/b")).rejects.toThrow(refused);
    await expect(namesIn(store, "a")).rejects.toThrow(refused);
    await expect(store.remove("a/b")).rejects.toThrow(refused);
  });

  it("says that there is no such bucket, and what of a server that does not answer", async () => {
    await expect(storeOf("x", { bucket: "elsewhere" }).put("a/b", Buffer.from("x"))).rejects.toThrow(
      "There is no bucket s3://elsewhere.",
    );
    await expect(storeOf("x", { endpoint: "http://127.0.0.1:9" }).get("a/b")).rejects.toThrow(
      /^s3:\/\/backups cannot be used: .*ECONNREFUSED/,
    );
  });
});

describe("an upload that is interrupted", () => {
  let proxy: Server;
  let left = Number.POSITIVE_INFINITY;
  const port = () => (proxy.address() as { port: number }).port;

  beforeAll(async () => {
    const target = Number(new URL(server.url).port);
    proxy = createServer((client) => {
      const upstream = connect(target, "127.0.0.1");
      client.on("data", (bytes) => {
        left -= bytes.byteLength;
        if (left > 0) return void upstream.write(bytes);
        client.destroy();
        upstream.destroy();
      });
      upstream.pipe(client);
      for (const socket of [client, upstream]) socket.on("error", () => {});
      client.on("close", () => upstream.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => proxy.close());

  async function* content(mebibytes: number): AsyncGenerator<Uint8Array> {
    for (let n = 0; n < mebibytes; n += 1) yield Buffer.alloc(1024 * 1024, n);
  }

  it("leaves nothing that counts as whole, and is whole when it is done again", async () => {
    const through = new BackupPlace(storeOf("cut", { endpoint: `http://127.0.0.1:${port()}` }), key);
    const place = new BackupPlace(storeOf("cut"), key);
    // In the middle of the second part of three.
    left = 24 * 1024 * 1024;
    await expect(through.putParts("files/a", content(40))).rejects.toThrow(/^s3:\/\/backups cannot be used: /);
    expect(await copiedKeys(place)).toEqual([]);
    await expect(place.get("files/a/0")).rejects.toThrow("files/a/0 is missing");
    // This server keeps what came of an object, which S3 does not.
    left = 8 * 1024 * 1024;
    await expect(through.put("wal/00000001/piece", Buffer.alloc(12 * 1024 * 1024))).rejects.toThrow();
    await expect(place.get("wal/00000001/piece")).rejects.toThrow(UnreadableBackup);

    left = Number.POSITIVE_INFINITY;
    await through.putParts("files/a", content(40));
    let bytes = 0;
    for await (const part of place.getParts("files/a")) bytes += part.byteLength;
    expect(bytes).toBe(40 * 1024 * 1024);
  });
});
