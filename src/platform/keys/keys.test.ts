import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { now } from "#src/lib/clock.ts";
import { environmentKeys } from "#src/platform/keys/environment-keys.ts";
import { type Key, keyInUse, stillAccepted } from "#src/platform/keys/key.ts";
import { changeKeyFile, keyFile, readKeyFile } from "#src/platform/keys/key-file.ts";
import { testSecret } from "../../../tests/support/secret.ts";

const makeKey = (id: string, usedFrom: string): Key => ({ id, secret: randomBytes(32), usedFrom: new Date(usedFrom) });
const idsOf = (keys: readonly Key[]) => keys.map(({ id }) => id);

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "competency-keys-"));
  path = join(dir, "keys");
});
afterEach(() => {
  rmSync(dir, { recursive: true });
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe("of several keys", () => {
  const [old, current, next] = [
    makeKey("old", "2026-01-01T00:00:00Z"),
    makeKey("current", "2026-02-01T00:00:00Z"),
    makeKey("next", "2026-03-01T00:00:00Z"),
  ];
  const all = [old, current, next];

  it.each([
    ["2026-01-31T23:59:59Z", "old"],
    ["2026-02-01T00:00:00Z", "current"],
    ["2026-02-28T23:59:59Z", "current"],
    ["2026-03-01T00:00:00Z", "next"],
  ])("the newest that has begun is in use at %s", (at, id) => {
    expect(keyInUse(all, new Date(at)).id).toBe(id);
  });

  it("the first is in use where none has a time", () => {
    expect(keyInUse(environmentKeys({ signing: listOf("b", "a") }).read().signing ?? [], now()).id).toBe("b");
  });

  it.each([
    ["2026-02-01T01:59:59Z", ["old", "current", "next"]],
    ["2026-02-01T02:00:01Z", ["current", "next"]],
    ["2026-03-01T01:00:00Z", ["old", "current", "next"]],
  ])("a replaced one is accepted for as long as what it made is valid, at %s", (at, ids) => {
    expect(idsOf(stillAccepted(all, new Date(at), 2 * 3_600_000))).toEqual(ids);
  });

  it("none is used before its time", () => {
    expect(() => keyInUse([next], new Date("2026-02-01T00:00:00Z"))).toThrow(/no key is in use/);
  });
});

describe("the file of keys", () => {
  it("is for its owner alone, gives back what was put in, and is seen changed by another reader", () => {
    const file = keyFile(path);
    expect(file.read()).toEqual({});
    const key = makeKey("k1", "2026-01-01T00:00:00.000Z");
    changeKeyFile(path, () => ({ signing: [key] }));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(file.read()).toEqual({ signing: [key] });
    const other = makeKey("k2", "2026-01-02T00:00:00.000Z");
    changeKeyFile(path, ({ signing = [] }) => ({ signing: [...signing, other], encryption: [other] }));
    expect(file.read()).toEqual({ signing: [key, other], encryption: [other] });
  });

  it("keeps what it had when a change fails, and is not written by two at once", () => {
    changeKeyFile(path, () => ({ signing: [makeKey("k1", "2026-01-01T00:00:00Z")] }));
    const before = readFileSync(path, "utf8");
    expect(() =>
      changeKeyFile(path, () => {
        expect(() => changeKeyFile(path, (keys) => keys)).toThrow(/another command/);
        throw new Error("on the way");
      }),
    ).toThrow("on the way");
    expect(readFileSync(path, "utf8")).toBe(before);
    changeKeyFile(path, (keys) => keys);
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  it.each(["", "{", '{"signing":[{"id":"a","secret":"short","usedFrom":"2026-01-01T00:00:00Z"}]}', '{"other":[]}'])(
    "is reported when it is damaged, without what stands in it: %s",
    (text) => {
      writeFileSync(path, text);
      expect(() => readKeyFile(path)).toThrow(/^[^{]*keys is damaged[^{]*$/);
    },
  );
});

describe("the keys of the program", () => {
  async function load(variables: Record<string, string>) {
    for (const [name, value] of Object.entries({ DATA_DIR: dir, ...variables })) vi.stubEnv(name, value);
    vi.resetModules();
    const keys = await import("#src/platform/keys/keys.ts");
    keys.forgetKeys();
    const clock = await import("#src/lib/clock.ts");
    return { ...keys, setClock: clock.setClock };
  }

  it("follow from APP_SECRET where there are no others, each another one", async () => {
    const { signingKeys, encryptionKeys, loginKey } = await load({});
    const all = [signingKeys()[0]?.secret, encryptionKeys()[0]?.secret, loginKey()].map((key) => key?.toString("hex"));
    expect(new Set(all).size).toBe(3);
    // As the logins of installations have it that are older than keys.
    expect(loginKey().toString()).toBe(testSecret);
    const before = signingKeys();
    expect((await load({})).signingKeys()).toEqual(before);
    expect((await load({ APP_SECRET: "s".repeat(40) })).signingKeys()[0]?.id).not.toBe(before[0]?.id);
  });

  it("come from the file, and from variables before it; what APP_SECRET sealed can still be opened", async () => {
    const derivedId = (await load({})).encryptionKeys()[0]?.id ?? "";
    const key = makeKey("file1", "2026-01-01T00:00:00Z");
    changeKeyFile(path, () => ({ signing: [key], encryption: [key], logins: [key] }));
    const fromFile = await load({});
    expect(idsOf(fromFile.signingKeys())).toEqual(["file1"]);
    expect(idsOf(fromFile.encryptionKeys())).toEqual(["file1", derivedId]);
    expect(fromFile.loginKey()).toEqual(key.secret);
    const fromBoth = await load({ ENCRYPTION_KEYS: listOf("env2", "env1") });
    expect(idsOf(fromBoth.encryptionKeys())).toEqual(["env2", "env1", derivedId]);
    expect(idsOf(fromBoth.signingKeys())).toEqual(["file1"]);
  });

  it("are seen changed within seconds, and are the same list until then", async () => {
    changeKeyFile(path, () => ({ signing: [makeKey("a", "2026-01-01T00:00:00Z")] }));
    const { signingKeys, setClock: setItsClock } = await load({});
    const first = signingKeys();
    changeKeyFile(path, ({ signing = [] }) => ({ signing: [...signing, makeKey("b", "2099-01-01T00:00:00Z")] }));
    expect(signingKeys()).toBe(first);
    const start = Date.now();
    setItsClock(() => new Date(start + 6_000));
    expect(idsOf(signingKeys())).toEqual(["a", "b"]);
    expect(signingKeys()).toBe(signingKeys());
  });

  it.each(["k1", "k1:short", `k1:${"a".repeat(43)},`, `k 1:${"a".repeat(43)}`])(
    "refuse a variable of %s",
    async (text) => {
      const keys = await load({ SIGNING_KEYS: text });
      expect(() => keys.signingKeys()).toThrow(/SIGNING_KEYS: must be id:key/);
      expect(() => keys.signingKeys()).not.toThrow(/aaaa/);
    },
  );
});

function listOf(...ids: string[]): string {
  return ids.map((id) => `${id}:${randomBytes(32).toString("base64url")}`).join(",");
}
