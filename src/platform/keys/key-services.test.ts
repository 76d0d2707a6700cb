import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Key } from "#src/platform/keys/key.ts";
import {
  type KeyServer,
  kmsCredentials,
  startKms,
  startVault,
  vaultAccess,
} from "../../../tests/support/key-services.ts";
import { testSecret } from "../../../tests/support/secret.ts";

let dir: string;
let path: string;
let server: KeyServer;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "competency-key-service-"));
  path = join(dir, "keys");
});
afterEach(async () => {
  await server?.close().catch(() => {});
  rmSync(dir, { recursive: true });
  vi.unstubAllEnvs();
  vi.resetModules();
});

const keyOf = (id: string): Key => ({ id, secret: randomBytes(32), usedFrom: new Date("2026-01-01T00:00:00Z") });

/** A process that has just started, with these settings. */
async function startProcess(settings: Record<string, string>) {
  vi.unstubAllEnvs();
  for (const [name, value] of Object.entries({ DATA_DIR: dir, ...settings })) vi.stubEnv(name, value);
  vi.resetModules();
  const envelope = await import("#src/platform/keys/envelope.ts");
  envelope.forgetDataKeys();
  const keys = await import("#src/platform/keys/keys.ts");
  keys.forgetKeys();
  const { changeKeyFile } = await import("#src/platform/keys/key-file.ts");
  const { rotateKey } = await import("#src/platform/keys/rotate-key.ts");
  const { setClock } = await import("#src/lib/clock.ts");
  return { ...keys, ...(await import("#src/platform/keys/open-keys.ts")), changeKeyFile, rotateKey, setClock };
}

type Way = {
  name: string;
  /** Starts the service with its wrapping keys; again at the same port, as after a restart. */
  start: (port?: number) => Promise<KeyServer>;
  settings: () => Record<string, string>;
  /** The settings of another wrapping key of the same service. */
  other: () => Record<string, string>;
  /** A newer version of the wrapping key. */
  rotate: () => void;
  secrets: string[];
  refusals: ({ status: number; type?: string } & { says: string })[];
};

const kmsKeys = new Map([
  ["main", randomBytes(32)],
  ["other", randomBytes(32)],
]);
const vaultKeys = new Map([
  ["main", [randomBytes(32)]],
  ["other", [randomBytes(32)]],
]);

const kms = (keyId: string) => ({
  KEY_PROVIDER: "aws-kms",
  KMS_KEY_ID: keyId,
  KMS_ENDPOINT: server.url,
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: kmsCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: kmsCredentials.secretAccessKey,
});
const vault = (key: string, access: Record<string, string>) => ({
  KEY_PROVIDER: "vault",
  VAULT_ADDR: server.url,
  VAULT_TRANSIT_KEY: key,
  ...access,
});
const appRole = { VAULT_ROLE_ID: vaultAccess.roleId, VAULT_SECRET_ID: vaultAccess.secretId };

const ways: Way[] = [
  {
    name: "AWS KMS",
    start: (port) => startKms(kmsKeys, port),
    settings: () => kms("main"),
    other: () => kms("other"),
    rotate: () => {},
    secrets: [kmsCredentials.secretAccessKey],
    refusals: [
      { status: 400, type: "AccessDeniedException", says: "kms:Decrypt" },
      { status: 400, type: "com.amazonaws.kms#IncorrectKeyException", says: "npm run keys -- wrap" },
    ],
  },
  {
    name: "Vault, by an AppRole",
    start: (port) => startVault(vaultKeys, port),
    settings: () => vault("main", appRole),
    other: () => vault("other", appRole),
    rotate: () => vaultKeys.get("main")?.push(randomBytes(32)),
    secrets: [vaultAccess.secretId],
    refusals: [{ status: 403, says: "lacks update" }],
  },
  {
    name: "Vault, by a token",
    start: (port) => startVault(vaultKeys, port),
    settings: () => vault("main", { VAULT_TOKEN: vaultAccess.token }),
    other: () => vault("other", { VAULT_TOKEN: vaultAccess.token }),
    rotate: () => vaultKeys.get("main")?.push(randomBytes(32)),
    secrets: [vaultAccess.token],
    refusals: [{ status: 404, says: "VAULT_TRANSIT_KEY" }],
  },
];

describe.each(ways)("keys wrapped by $name", (way) => {
  const first = keyOf("first");

  beforeEach(async () => {
    server = await way.start();
    const before = await startProcess({});
    before.changeKeyFile(path, () => ({ signing: [first], encryption: [first], logins: [first] }));
  });

  const wrapped = async () => {
    const program = await startProcess(way.settings());
    await program.wrapKeys();
    return program;
  };

  it("stand in no file, and are those from before in every process that opens them [V13.3.1]", async () => {
    await wrapped();
    const stands = readFileSync(path, "utf8");
    for (const form of ["base64url", "base64", "hex"] as const)
      expect(stands).not.toContain(first.secret.toString(form));
    expect(stands).not.toContain("first");
    const asked = server.asked.length;
    const next = await startProcess(way.settings());
    expect(() => next.encryptionKeys()).toThrow(/were not opened/);
    await next.openKeys();
    expect(next.encryptionKeys()[0]).toEqual(first);
    expect(next.loginKey()).toEqual(first.secret);
    expect(next.holderOfFile()).toBe(way.settings().KEY_PROVIDER);
    expect(server.asked.length - asked).toBeLessThanOrEqual(2);
  });

  it("are made anew wrapped, without asking the service, and seen by a process that runs", async () => {
    const running = await wrapped();
    const before = running.signingKeys();
    await server.close();
    const made = running.rotateKey(path, "signing", before);
    expect(readFileSync(path, "utf8")).not.toContain(made.secret.toString("base64url"));
    const start = Date.now();
    running.setClock(() => new Date(start + 6_000));
    expect(running.signingKeys().map(({ id }) => id)).toEqual(["first", made.id]);
  });

  it("are wrapped again under a new version or another key, and a process that runs goes on", async () => {
    await wrapped();
    const before = readFileSync(path, "utf8");
    way.rotate();
    await (await startProcess(way.settings())).wrapKeys();
    expect(readFileSync(path, "utf8")).not.toBe(before);
    const running = await startProcess(way.settings());
    await running.openKeys();
    const list = running.encryptionKeys();
    // As another process does it, whose data key this one does not know.
    await running.wrapKeys();
    const { forgetDataKeys, isOpened } = await import("#src/platform/keys/envelope.ts");
    const { envelopeOf } = await import("#src/platform/keys/key-file.ts");
    forgetDataKeys();
    let at = Date.now() + 6_000;
    running.setClock(() => new Date(at));
    expect(running.encryptionKeys()).toBe(list);
    await vi.waitFor(() => expect(isOpened(envelopeOf(path) ?? expect.fail("it is not wrapped"))).toBe(true));
    const made = running.rotateKey(path, "signing", running.signingKeys());
    at += 6_000;
    expect(running.signingKeys().map(({ id }) => id)).toEqual(["first", made.id]);
    const moved = await startProcess(way.other());
    await expect(moved.openKeys()).rejects.toMatchObject({ isPassing: false });
    await moved.wrapKeys();
    const after = await startProcess(way.other());
    await after.openKeys();
    expect(after.encryptionKeys()[0]).toEqual(first);
  });

  it("go back into the file as they are", async () => {
    await wrapped();
    const program = await startProcess(way.settings());
    await program.unwrapKeys();
    expect(readFileSync(path, "utf8")).toContain(first.secret.toString("base64url"));
    const plain = await startProcess({});
    await plain.openKeys();
    expect(plain.encryptionKeys()[0]).toEqual(first);
    expect(plain.holderOfFile()).toBe("file");
  });

  it("are waited for while the service is away, for a bounded time, and not needed from it afterwards", async () => {
    await wrapped();
    const { port } = new URL(server.url);
    server.faults.push({ status: 503 }, { status: 500 });
    const program = await startProcess(way.settings());
    await program.openKeys();
    await server.close();
    expect(program.encryptionKeys()[0]).toEqual(first);
    const next = await startProcess(way.settings());
    await expect(next.openKeys({ withinMs: 700 })).rejects.toMatchObject({
      isPassing: true,
      message: expect.stringMatching(/does not answer \(ECONNREFUSED\)/),
    });
    const opening = next.openKeys({ withinMs: 20_000 });
    server = await way.start(Number(port));
    await opening;
    expect(next.encryptionKeys()[0]).toEqual(first);
  });

  it("are asked for no longer than some seconds of a service that does not answer", async () => {
    await wrapped();
    server.faults.push("hang");
    const program = await startProcess(way.settings());
    const start = Date.now();
    await expect(program.openKeys({ withinMs: 0 })).rejects.toMatchObject({ isPassing: true });
    expect(Date.now() - start).toBeLessThan(9_000);
  }, 20_000);

  it("are asked for once where the service refuses, with what to do and nothing of what was sent", async () => {
    await wrapped();
    for (const { says, ...fault } of way.refusals) {
      const asked = server.asked.length;
      server.faults.push(fault);
      const program = await startProcess(way.settings());
      const refused: Error = await program.openKeys().then(
        () => expect.fail("it was opened"),
        (error) => error,
      );
      expect(refused).toMatchObject({ isPassing: false, message: expect.stringContaining(says) });
      expect(server.asked.length).toBe(asked);
      for (const secret of [...way.secrets, "Credential", "ciphertext"]) {
        expect(`${refused.message} ${refused.stack}`).not.toContain(secret);
      }
    }
  });

  it("are not opened by other settings, nor where their file was changed", async () => {
    await wrapped();
    const plain = await startProcess({});
    await expect(plain.openKeys()).rejects.toThrow(/is wrapped by .* and KEY_PROVIDER is file/);
    const file = JSON.parse(readFileSync(path, "utf8"));
    const content = Buffer.from(file.content, "base64url");
    content.writeUInt8(content.readUInt8(20) ^ 1, 20);
    writeFileSync(path, JSON.stringify({ ...file, content: content.toString("base64url") }));
    const program = await startProcess(way.settings());
    await program.openKeys();
    expect(() => program.encryptionKeys()).toThrow(/keys is damaged/);
    const end = file.dataKey.length - 6;
    const dataKey = `${file.dataKey.slice(0, end)}${file.dataKey[end] === "A" ? "B" : "A"}${file.dataKey.slice(end + 1)}`;
    writeFileSync(path, JSON.stringify({ ...file, dataKey }));
    const other = await startProcess(way.settings());
    await expect(other.openKeys()).rejects.toMatchObject({ isPassing: false });
  });
});

it("is a command that wraps, says so, and never shows a key; processes end with what to do", {
  timeout: 120_000,
}, async () => {
  server = await startKms(kmsKeys);
  const first = keyOf("first");
  (await startProcess({})).changeKeyFile(path, () => ({ signing: [first], encryption: [first], logins: [first] }));
  const run = async (script: string, args: string[], settings: Record<string, string>) => {
    const child = spawn(process.execPath, [`src/processes/${script}`, ...args], {
      env: {
        NODE_ENV: "production",
        PATH: process.env.PATH,
        DATA_DIR: dir,
        APP_SECRET: testSecret,
        DATABASE_URL: "postgres://nobody@127.0.0.1:1/none",
        ...settings,
      },
    });
    const said = Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = await once(child, "exit");
    const [out, err] = await said;
    for (const secret of [kmsCredentials.secretAccessKey, first.secret.toString("base64url")]) {
      expect(out + err).not.toContain(secret);
    }
    return { code, out, err };
  };
  expect(await run("keys.ts", ["wrap"], {})).toMatchObject({ code: 97, err: expect.stringContaining("KEY_PROVIDER") });
  const wrap = await run("keys.ts", ["wrap"], kms("main"));
  expect(wrap).toMatchObject({ code: 0, err: "", out: expect.stringContaining("by aws-kms under arn:aws:kms:") });
  expect((await run("keys.ts", ["list"], kms("main"))).out).toMatch(/signing +first +in use[\s\S]*Wrapped by aws-kms/);
  expect((await run("keys.ts", ["rotate", "signing"], kms("main"))).code).toBe(0);
  expect(readFileSync(path, "utf8")).toContain("wrappedBy");
  const plain = await run("worker.ts", [], {});
  expect(plain).toMatchObject({ code: 97, err: expect.stringContaining("KEY_PROVIDER is file") });
  expect(await run("keys.ts", ["unwrap"], kms("main"))).toMatchObject({ code: 0 });
  expect(readFileSync(path, "utf8")).toContain(first.secret.toString("base64url"));
});
