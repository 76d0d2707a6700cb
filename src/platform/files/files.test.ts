import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { folderDisk, s3Disk } from "#src/platform/files/disks.ts";
import { FileStore } from "#src/platform/files/file-store.ts";
import { fileStoreContract } from "../../../tests/contracts/files.ts";
import { s3Credentials, startS3Server } from "../../../tests/support/s3.ts";

const root = mkdtempSync(join(tmpdir(), "competency-files-"));
const incomingDir = join(root, "incoming");
afterAll(() => rmSync(root, { recursive: true, force: true }));

function filesIn(dir: string): string[] {
  try {
    return readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

describe("files in a folder", () => {
  const folder = join(root, "files");
  const store = new FileStore({ disk: folderDisk(folder), folder, incomingDir });
  fileStoreContract(
    () => store,
    async () => filesIn(folder).length,
    async (key) => join(folder, key),
  );

  it("leaves nothing behind on the way in", () => {
    expect(filesIn(incomingDir)).toEqual([]);
  });

  it("leaves nothing behind of uploads that are refused with their first byte", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(2);
      throw new Error("refused");
    }
    const put = () => store.put(broken(), { schoolId: "north", note: async () => {} });
    for (let round = 0; round < 300; round += 1) {
      for (const { status } of await Promise.allSettled([put(), put(), put()])) expect(status).toBe("rejected");
    }
    expect(filesIn(incomingDir)).toEqual([]);
  });

  it("never leaves its folder, whatever the key [V5.3.2]", async () => {
    const file = { key: "../../etc/passwd", schoolId: "north", sizeBytes: statSync("/etc/passwd").size, sha256: "0" };
    await expect(store.getChecked(file).then(buffer)).rejects.toThrow();
  });
});

describe("files over the S3 protocol", () => {
  let server: Awaited<ReturnType<typeof startS3Server>>;
  let store: FileStore;

  beforeAll(async () => {
    server = await startS3Server(join(root, "s3"), "evidence");
    store = storeWith(s3Credentials.secretAccessKey);
  });
  afterAll(() => server.close());

  function storeWith(secretAccessKey: string): FileStore {
    const settings = {
      bucket: "evidence",
      endpoint: server.url,
      region: "us-east-1",
      ...s3Credentials,
      secretAccessKey,
    };
    return new FileStore({ disk: s3Disk(settings), incomingDir });
  }

  fileStoreContract(
    () => store,
    async () => filesIn(join(root, "s3")).filter((name) => name.endsWith("_object")).length,
    async (key) => join(root, "s3", "evidence", `${key}._S3rver_object`),
  );

  it("fails with a wrong secret, since the server checks the signature", async () => {
    const options = { schoolId: "north", note: async () => {} };
    await expect(storeWith("x").put(Readable.from([Buffer.from("e")]), options)).rejects.toThrow();
  });
});
