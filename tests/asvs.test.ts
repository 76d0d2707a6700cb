import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { namedIn, readNamedTests, readRequirements, tablesOf } from "./asvs/table.ts";
import { isTestFile } from "./support/is-test-file.ts";

const root = join(import.meta.dirname, "..");
const docPath = join(root, "docs/security.md");
const marks = /(<!-- asvs: made from the titles of tests -->\n\n)[\s\S]*(\n\n<!-- end of asvs -->)/;

const requirements = readRequirements();
const tests = readNamedTests();

describe("the requirements of OWASP ASVS 5.0.0, levels 1 and 2", () => {
  it("are all in the list, each once", () => {
    expect(requirements.filter(({ level }) => level === 1)).toHaveLength(70);
    expect(requirements.filter(({ level }) => level === 2)).toHaveLength(183);
    expect(new Set(requirements.map(({ number }) => number)).size).toBe(253);
  });

  it("are each tested, or have a reason", () => {
    const tested = new Set(tests.flatMap(({ numbers }) => numbers));
    const bare = requirements.filter(
      ({ number, state, reason }) => !reason && !(state === "met" && tested.has(number)),
    );
    expect(bare.map(({ number }) => number)).toEqual([]);
  });

  it("are named by tests only where they are in the list and met", () => {
    const met = new Set(requirements.filter(({ state }) => state === "met").map(({ number }) => number));
    const named = [...new Set(tests.flatMap(({ numbers }) => numbers))];
    expect(named.filter((number) => !met.has(number))).toEqual([]);
  });

  it("are read from titles in each kind of quotes", () => {
    // Not written out, or this title would name them itself.
    const name = (number: string) => ` [V${number}]`;
    const source = `it("one${name("1.2.3")}", f);\nit.each([])('two %s${name("1.2.3")}${name("1.2.4")}', f);\nit(\`x y${name("1.3.1")}\``;
    expect(namedIn("a.test.ts", source).map(({ title, numbers }) => [title, ...numbers])).toEqual([
      ["one", "V1.2.3"],
      ["two %s", "V1.2.3", "V1.2.4"],
      ["x y", "V1.3.1"],
    ]);
  });

  it("are tables in docs/security.md (vitest --update writes it)", async () => {
    const doc = readFileSync(docPath, "utf8");
    expect(doc).toMatch(marks);
    const wanted = doc.replace(
      marks,
      (_all, head: string, foot: string) => head + tablesOf(requirements, tests) + foot,
    );
    await expect(wanted).toMatchFileSnapshot(docPath);
  });
});

describe("the source", () => {
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !isTestFile(path))
    .map((path) => ({ path: path.replaceAll("\\", "/"), text: readFileSync(join(root, "src", path), "utf8") }));
  const having = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

  it("checks the certificates of others [V12.3.2]", () => {
    expect(having(/rejectUnauthorized|NODE_TLS_REJECT|checkServerIdentity/)).toEqual([
      // Refuses settings that would turn it off.
      "lib/plain-connections.ts",
      // Asks whether the own web process answers yet, on this machine.
      "processes/start.mjs",
    ]);
  });

  it("runs no text as code [V1.3.2]", () => {
    expect(having(/\beval\(|new Function\(|node:vm\b|runInNewContext/)).toEqual([]);
  });

  /**
   * MD5 and SHA-1 protect nothing here, with one exception that ASVS, appendix C, calls legacy and not a weakness: HMAC-SHA-1 in
   * the codes of authenticator apps, which know nothing else.
   */
  it("hashes by SHA-256 and scrypt, and by MD5 and SHA-1 only what no attacker gains by forging [V11.4.1]", () => {
    const migrations = readdirSync(join(root, "db/migrations")).map((name) => ({
      path: `db/${name}`,
      text: readFileSync(join(root, "db/migrations", name), "utf8"),
    }));
    const using = [...sources, ...migrations].filter(({ text }) => /\bmd5\b|["'`]sha-?1["'`]|\bsha1\b/i.test(text));
    expect(using.map(({ path }) => path).sort()).toEqual([
      // Ids of placements that were made from hours, once.
      "db/0038_hours_record.sql",
      // The order of entries of one moment.
      "db/0127_access_seal.sql",
      // Whether facts changed since an answer was kept, from rows of the own school.
      "features/analytics/select-subject.ts",
      // UUIDs of version 5 (RFC 9562).
      "features/frameworks/export/identifiers.ts",
      "features/reports/facts/data-version.ts",
      // RFC 6238.
      "platform/identity/totp.ts",
    ]);
    const made = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/(?:createHash|createHmac|\bhash|hkdfSync|pbkdf2\w*)\(\s*"([^"]+)"/g)].map(([, name]) => [
        name,
        path,
      ]),
    );
    const weak = made.filter(([name]) => !["sha256", "sha384", "sha512"].includes(name ?? ""));
    expect(weak).toEqual([["sha1", "features/frameworks/export/identifiers.ts"]]);
  });

  it("encrypts by AES-256-GCM alone, and by what Web Push asks for [V11.3.1] [V11.3.2]", () => {
    const ciphers = sources.flatMap(({ text }) => [...text.matchAll(/create(?:C|Dec)ipheriv\(\s*"([^"]+)"/g)]);
    // The last is a step of a password's hash, over a text that everybody knows, and keeps nothing secret.
    const names = ["aes-128-gcm", "aes-256-ctr", "aes-256-gcm"];
    expect([...new Set(ciphers.map(([, name]) => name))].sort()).toEqual(names);
    expect(having(/"aes-256-ctr"/)).toEqual(["platform/identity/supabase/auth-hash.ts"]);
    expect(having(/"aes-128-gcm"/)).toEqual(["features/notifications/sending/push/encrypt.ts"]);
  });
});
