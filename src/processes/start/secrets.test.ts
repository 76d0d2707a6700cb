import { createECDH } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readKeyFile } from "#src/platform/keys/key-file.ts";
import { loadPushKeys, loadSecrets } from "./secrets.mjs";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "competency-secrets-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

it("makes the secrets of an installation once, for its owner to read [V13.3.2]", () => {
  const secrets = loadSecrets(dir);
  const keys = loadPushKeys(dir);
  expect(loadSecrets(dir)).toEqual(secrets);
  expect(loadPushKeys(dir)).toEqual(keys);
  expect(readdirSync(dir).sort()).toEqual(["keys", "push-keys", "secrets"]);
  for (const name of readdirSync(dir)) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
});

it("makes a key for each use beside them, which the program reads", () => {
  loadSecrets(dir);
  const keys = readKeyFile(join(dir, "keys"));
  const all = Object.values(keys).flat();
  expect(Object.keys(keys).sort()).toEqual(["encryption", "logins", "signing"]);
  expect(new Set(all.map(({ secret }) => secret.toString("hex"))).size).toBe(3);
  expect(all.every(({ usedFrom }) => usedFrom <= new Date())).toBe(true);
});

it("makes no keys where there are secrets already, which go on with what follows from them", () => {
  writeFileSync(join(dir, "secrets"), '{"appSecret":"a","databasePassword":"b"}');
  expect(loadSecrets(dir).appSecret).toBe("a");
  expect(readdirSync(dir)).toEqual(["secrets"]);
});

it("uses the keys that a first start has made which ended before its secrets", () => {
  loadSecrets(dir);
  const keys = readKeyFile(join(dir, "keys"));
  rmSync(join(dir, "secrets"));
  loadSecrets(dir);
  expect(readKeyFile(join(dir, "keys"))).toEqual(keys);
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
