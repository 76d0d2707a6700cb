import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

const start = Date.now();
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "competency-rotate-"));
  vi.stubEnv("DATA_DIR", dir);
});
afterEach(() => {
  rmSync(dir, { recursive: true });
  vi.unstubAllEnvs();
  vi.resetModules();
});

/** A process that has just started. */
async function load() {
  vi.resetModules();
  const { forgetKeys, signingKeys, encryptionKeys } = await import("#src/platform/keys/keys.ts");
  const { setClock } = await import("#src/lib/clock.ts");
  const tokens = await import("#src/platform/identity/access-token.ts");
  const { rotateKey, removeKey } = await import("#src/platform/keys/rotate-key.ts");
  forgetKeys();
  return {
    ...tokens,
    signingKeys,
    encryptionKeys,
    rotateKey,
    removeKey,
    at: (seconds: number) => setClock(() => new Date(start + seconds * 1000)),
  };
}

const actor = { kind: "user", userId: "amina", role: "STUDENT", schoolId: "north", sessionId: "s" } as const;
const kidOf = (token: string) => JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).kid;

it("changes the signing key of an installation that had only its secret, and refuses nobody's token [V11.2.2]", async () => {
  const program = await load();
  const path = join(dir, "keys");
  program.at(0);
  const before = program.signAccessToken(actor);
  const made = program.rotateKey(path, "signing", program.signingKeys());

  program.at(60);
  expect(program.publicKeys().keys.map(({ kid }) => kid)).toEqual([kidOf(before), made.id]);
  expect(kidOf(program.signAccessToken(actor))).toBe(kidOf(before));

  program.at(130);
  const after = program.signAccessToken(actor);
  expect(kidOf(after)).toBe(made.id);
  expect([before, after].map((token) => program.verifyAccessToken(token))).toEqual([actor, actor]);
  program.revokeSession("other");

  program.at(130 + 2 * 3600);
  expect(program.publicKeys().keys.map(({ kid }) => kid)).toEqual([made.id]);
});

it("refuses a token at once when its key was taken away", async () => {
  const program = await load();
  const path = join(dir, "keys");
  program.at(0);
  const token = program.signAccessToken(actor);
  program.rotateKey(path, "signing", program.signingKeys());
  program.at(130);
  expect(program.verifyAccessToken(token)).toEqual(actor);
  program.removeKey(path, "signing", kidOf(token));
  program.at(140);
  expect(program.verifyAccessToken(token)).toBeUndefined();
});

it("takes away no key that is the only one in use, nor one that is not there", async () => {
  const program = await load();
  const path = join(dir, "keys");
  program.at(0);
  const made = program.rotateKey(path, "encryption", program.encryptionKeys());
  const [first] = program.encryptionKeys();
  expect(() => program.removeKey(path, "encryption", first?.id ?? "")).toThrow(/only one in use/);
  expect(() => program.removeKey(path, "encryption", "other")).toThrow(/no key other/);
  program.at(70);
  program.removeKey(path, "encryption", first?.id ?? "");
  expect(() => program.removeKey(path, "encryption", made.id)).toThrow(/only one in use/);
});

it("is a command that shows names and never a key", { timeout: 90_000 }, () => {
  writeFileSync(join(dir, "secrets"), '{"appSecret":"command-secret-command-secret-command","databasePassword":"b"}');
  const run = (...args: string[]) =>
    execFileSync(process.execPath, ["src/processes/keys.ts", ...args], {
      env: { NODE_ENV: "production", PATH: process.env.PATH, DATA_DIR: dir },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  expect(run("list")).toMatch(/^signing +\S+ +in use\nencryption +\S+ +in use\nlogins +secret +in use\n$/);
  expect(run("rotate", "signing")).toMatch(/^Made: the key k\w+ for signing\. It is in use from /);
  expect(run("list")).toMatch(/^signing +\S+ +in use\nsigning +k\w+ +next, from /);
  expect(run("rotate", "logins")).toMatch(/Start the program again/);
  expect(run("list")).toMatch(/\nlogins +k\w+ +in use\n$/);
  const [, made = ""] = /^signing +(k\w+) +next/m.exec(run("list")) ?? [];
  expect(run("remove", "signing", made)).toBe(`Removed: the key ${made} for signing.\n`);
  expect(statSync(join(dir, "keys")).mode & 0o777).toBe(0o600);
  expect(() => run("rotate", "nothing")).toThrow(/Usage/);
});
