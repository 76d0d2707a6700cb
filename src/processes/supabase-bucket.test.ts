import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { storedType } from "#src/platform/files/disks.ts";
import { sealedSize } from "#src/platform/sealed/content.ts";
import { startSupabaseStorage } from "../../tests/support/supabase-storage.ts";

const root = join(import.meta.dirname, "../..");
const mebibyte = 1024 * 1024;
/** The archive of a person with all their files, and what else it has. */
const largest = sealedSize((2048 + 256) * mebibyte);
const asItShouldBe = { public: false, file_size_limit: largest, allowed_mime_types: [storedType] };

type Storage = Awaited<ReturnType<typeof startSupabaseStorage>>;
let storage: Storage;
afterEach(() => storage.stop());

async function start(options?: Parameters<typeof startSupabaseStorage>[0]): Promise<void> {
  storage = await startSupabaseStorage(options);
}

type Ended = { code: number; out: string; err: string };

function run(settings: Record<string, string> = {}, args: string[] = []): Promise<Ended> {
  const { SUPABASE_ANON_KEY: _none, S3_BUCKET: _unset, ...rest } = process.env;
  const env = { ...rest, SUPABASE_URL: storage.url, SUPABASE_SERVICE_ROLE_KEY: storage.keys.secret, ...settings };
  return new Promise((ended) => {
    execFile(process.execPath, ["src/processes/supabase-bucket.ts", ...args], { cwd: root, env }, (error, out, err) =>
      ended({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}

describe("npm run supabase:bucket", () => {
  it("makes a private bucket for sealed content of the largest size there is, and changes nothing when it runs again", async () => {
    await start();
    const first = await run();
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toContain(
      `Made: the bucket evidence, private, objects of at most ${largest} bytes, ${storedType}`,
    );
    expect(storage.buckets.get("evidence")).toMatchObject(asItShouldBe);
    storage.asked.length = 0;
    expect(await run()).toMatchObject({
      code: 0,
      out: expect.stringContaining("As it should be: the bucket evidence"),
    });
    expect(storage.asked).toEqual(["GET /storage/v1/bucket/evidence"]);
  });

  it("takes another name, and the limits of the settings", async () => {
    await start();
    await run({ S3_BUCKET: "evidence-preview", MAX_FILE_MIB: "4096", PERSON_FILES_MIB: "1" });
    expect(storage.buckets.get("evidence-preview")).toMatchObject({
      ...asItShouldBe,
      file_size_limit: sealedSize(4096 * mebibyte),
    });
    expect(storage.buckets.size).toBe(1);
  });

  it.each([
    [{ public: true }, "it was public"],
    [{ file_size_limit: null }, "it took objects as large as the project allows"],
    [{ file_size_limit: 1000 }, "it took objects of at most 1000 bytes"],
    [{ allowed_mime_types: null }, "it took every type"],
    [{ allowed_mime_types: [] }, "it took every type"],
    [{ allowed_mime_types: ["image/png", "text/html"] }, "it took image/png, text/html"],
    [{ public: true, allowed_mime_types: null }, "it was public; it took every type"],
  ])("mends one that has %j, and says so", async (other, words) => {
    await start();
    storage.buckets.set("evidence", { id: "evidence", name: "evidence", ...asItShouldBe, ...other });
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toContain(`Mended: the bucket evidence. Before, ${words}. Now: private, `);
    expect(out.includes("everybody could fetch")).toBe("public" in other);
    expect(storage.buckets.get("evidence")).toMatchObject(asItShouldBe);
  });

  it("leaves the size to a project that allows less, says so each time, and makes it private all the same", async () => {
    await start({ projectLimit: 50 * 1000 * 1000 });
    storage.buckets.set("evidence", { id: "evidence", name: "evidence", ...asItShouldBe, public: true });
    const words = `The project allows less than the ${largest} bytes`;
    expect(await run()).toMatchObject({ code: 0, out: expect.stringContaining(words) });
    expect(storage.buckets.get("evidence")).toMatchObject({ ...asItShouldBe, file_size_limit: null });
    const again = await run();
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining(words) });
    expect(again.out).toContain("As it should be");
    await run({ S3_BUCKET: "evidence-2" });
    expect(storage.buckets.get("evidence-2")).toMatchObject({ ...asItShouldBe, file_size_limit: null });
  });

  it("fails where the rules were not kept", async () => {
    await start();
    storage.buckets.set("evidence", { id: "evidence", name: "evidence", ...asItShouldBe, public: true });
    storage.forget();
    expect(await run()).toEqual({ code: 1, out: "", err: "Storage did not keep the rules of the bucket evidence\n" });
  });

  it("says which key it needs, and shows none", async () => {
    await start();
    for (const key of [storage.keys.publishable, `sb_secret_${"x".repeat(20)}`]) {
      const { code, out, err } = await run({ SUPABASE_SERVICE_ROLE_KEY: key });
      expect([code, out]).toEqual([1, ""]);
      expect(err).toMatch(/^Storage refused SUPABASE_SERVICE_ROLE_KEY: .*\n$/);
      expect(err).not.toContain(key);
    }
    expect(storage.buckets.size).toBe(0);
  });

  it.each([
    [{ SUPABASE_URL: "" }, /SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY: must be set/],
    [{ SUPABASE_SERVICE_ROLE_KEY: "" }, /SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY: must be set/],
    [{ SUPABASE_URL: "http://abc.supabase.co" }, /SUPABASE_URL: must be an https address/],
    [{ S3_BUCKET: "files" }, /S3_BUCKET: must begin with evidence/],
    [{ S3_BUCKET: "evidence/../files" }, /S3_BUCKET: must begin with evidence/],
    [{ MAX_FILE_MIB: "many" }, /MAX_FILE_MIB: /],
    [{ SUPABASE_URL: "http://127.0.0.1:1" }, /^Storage cannot be reached at http:\/\/127\.0\.0\.1:1\n$/],
  ])("refuses %j and asks for nothing", async (settings, fault) => {
    await start();
    const { code, out, err } = await run(settings);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(fault);
    expect(storage.asked).toEqual([]);
  });

  it("says how it is used", async () => {
    await start();
    expect(await run({}, ["--help"])).toMatchObject({ code: 2, err: expect.stringContaining("Usage: ") });
  });
});
