import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "vitest";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";

/** Debian keeps it where only root looks. */
const program = ["/usr/sbin/clamd", "clamd"].find((name) => spawnSync(name, ["--version"]).status === 0);

/** Without a clamd, the tests inside are counted as skipped, by name. */
export const describeWithClamd = describe.skipIf(program === undefined);

/** The test file of all scanners, in two parts so that none takes this one for it. */
export const eicar = `X5O!P%@AP[4\\PZX54(P^)7CC)7}$${"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"}!$H+H*`;

/** A real daemon, which knows one virus and takes at most 1 MB. */
export async function startClamd(): Promise<{ url: string; socketUrl: string; stop: () => Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), "competency-clamd-"));
  const port = await freePort();
  const socket = join(dir, "clamd.sock");
  writeFileSync(join(dir, "test.ndb"), `Eicar-Test-Signature:0:*:${Buffer.from(eicar).toString("hex")}\n`);
  const lines = [
    "Foreground yes",
    `DatabaseDirectory ${dir}`,
    `TemporaryDirectory ${dir}`,
    "TCPAddr 127.0.0.1",
    `TCPSocket ${port}`,
    `LocalSocket ${socket}`,
    "StreamMaxLength 1M",
    "MaxThreads 2",
    "OfficialDatabaseOnly no",
  ];
  writeFileSync(join(dir, "clamd.conf"), `${lines.join("\n")}\n`);
  const daemon = spawn(program ?? "clamd", ["--config-file", join(dir, "clamd.conf")], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const ready = new Promise<void>((resolve, reject) => {
    const read = (piece: Buffer) => {
      said += piece.toString();
      if (/Self checking|Listening daemon|Setting connection queue/i.test(said)) resolve();
    };
    daemon.stdout.on("data", read);
    daemon.stderr.on("data", read);
    daemon.once("exit", () => reject(new Error(`clamd ended: ${said}`)));
  });
  await ready;
  return {
    url: `tcp://127.0.0.1:${port}`,
    socketUrl: `unix://${socket}`,
    stop: async () => {
      if (daemon.signalCode !== null) return;
      const gone = new Promise<void>((done) => daemon.once("exit", () => done()));
      daemon.kill("SIGKILL");
      await gone;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
