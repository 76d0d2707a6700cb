import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AnchorFile, digestOf, keepAnchor, readAnchors } from "#src/platform/audit/anchor-files.ts";
import type { S3Settings } from "#src/platform/files/disks.ts";
import { s3Credentials, startS3Server } from "../../../tests/support/s3.ts";

function anchorOf(anchoredAt: string, previous: string | null = null): AnchorFile {
  const content = { anchoredAt, previous, schools: [] };
  return { ...content, digest: digestOf(content) };
}

describe("anchors, where files are in a bucket", () => {
  const home = mkdtempSync(join(tmpdir(), "competency-anchors-"));
  const dataDir = join(home, "data");
  let server: Awaited<ReturnType<typeof startS3Server>>;
  let s3: S3Settings;

  beforeAll(async () => {
    server = await startS3Server(join(home, "s3"), "evidence");
    s3 = { bucket: "evidence", endpoint: server.url, region: "us-east-1", ...s3Credentials };
  });
  afterAll(async () => {
    await server.close();
    rmSync(home, { recursive: true, force: true });
  });

  it("go there with their stamps, beside those that the folder had before, and leave no file on the disk", async () => {
    expect(await readAnchors({ dataDir, s3 })).toEqual({ anchors: [], broken: [] });
    const first = anchorOf("2026-11-01T03:00:00.000Z");
    await keepAnchor(first, undefined, { dataDir, s3: undefined });
    const second = anchorOf("2026-11-02T03:00:00.000Z", first.digest);
    await keepAnchor(second, Buffer.from("a stamp"), { dataDir, s3 });
    const third = { ...anchorOf("2026-11-03T03:00:00.000Z", second.digest), digest: "0" };
    await keepAnchor(third, undefined, { dataDir, s3 });
    expect(await readAnchors({ dataDir, s3 })).toEqual({
      anchors: [first, second],
      broken: ["2026-11-03T03-00-00.000Z.json"],
    });
    expect(readdirSync(join(dataDir, "anchors"))).toEqual(["2026-11-01T03-00-00.000Z.json"]);
  });

  it("are not taken for missing where the bucket does not answer", async () => {
    await expect(readAnchors({ dataDir, s3: { ...s3, secretAccessKey: "another" } })).rejects.toThrow();
  });
});
