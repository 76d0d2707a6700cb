import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { expect, it } from "vitest";
import { connectRedis } from "#src/platform/redis/redis.ts";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { makeCertificate } from "../../../tests/support/certificate.ts";

it("Redis by rediss:// is encrypted, and refused with a certificate that nobody vouches for [V12.3.1]", async () => {
  const { key, cert } = makeCertificate();
  const dir = mkdtempSync(join(tmpdir(), "competency-redis-tls-"));
  writeFileSync(join(dir, "key.pem"), key);
  writeFileSync(join(dir, "cert.pem"), cert);
  const port = await freePort();
  const server = spawn(
    "redis-server",
    [
      ...["--port", "0", "--tls-port", String(port), "--bind", "127.0.0.1", "--save", ""],
      ...["--tls-cert-file", "cert.pem", "--tls-key-file", "key.pem", "--tls-auth-clients", "no"],
    ],
    { stdio: "ignore", cwd: dir },
  );
  try {
    const trusting = new Redis(`rediss://localhost:${port}`, { tls: { ca: cert }, family: 4 });
    trusting.on("error", () => {});
    expect(await trusting.ping()).toBe("PONG");
    trusting.disconnect();
    const errors: string[] = [];
    const strict = connectRedis({ url: `rediss://127.0.0.1:${port}` });
    strict.on("error", (error: Error) => void errors.push(error.message));
    await expect(strict.ping()).rejects.toThrow();
    expect(errors.join()).toMatch(/certificate/i);
    strict.disconnect();
  } finally {
    server.kill("SIGKILL");
    rmSync(dir, { recursive: true, force: true });
  }
});
