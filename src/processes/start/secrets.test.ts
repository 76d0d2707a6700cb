import { createECDH } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadPushKeys, loadSecrets } from "./secrets.mjs";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "competency-secrets-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

it("makes the secrets of an installation once, for its owner to read", () => {
  const secrets = loadSecrets(dir);
  const keys = loadPushKeys(dir);
  expect(loadSecrets(dir)).toEqual(secrets);
  expect(loadPushKeys(dir)).toEqual(keys);
  expect(readdirSync(dir).sort()).toEqual(["push-keys", "secrets"]);
  for (const name of readdirSync(dir)) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
});

it("makes a pair of keys for push messages, each in its one length", () => {
  for (let n = 0; n < 300; n += 1) {
    rmSync(join(dir, "push-keys"), { force: true });
    const { publicKey, privateKey } = loadPushKeys(dir);
    expect(privateKey).toMatch(/^[\w-]{43}$/);
    const pair = createECDH("prime256v1");
    pair.setPrivateKey(privateKey, "base64url");
    expect(pair.getPublicKey("base64url")).toBe(publicKey);
  }
});

it.each(["", "{}", "{", '{"appSecret":1,"databasePassword":"x"}'])("never replaces a damaged file: %s", (content) => {
  writeFileSync(join(dir, "secrets"), content);
  writeFileSync(join(dir, "push-keys"), content);
  expect(() => loadSecrets(dir)).toThrow(/secrets is damaged/);
  expect(() => loadPushKeys(dir)).toThrow(/push-keys is damaged/);
});
