import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loginPassword, loginRoles } from "#src/platform/db/client.ts";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { giveAway, Server } from "./cluster.ts";
import { accepts } from "./redis-server.ts";
import { testSecret } from "./secret.ts";

const configuration = readFileSync(join(import.meta.dirname, "../../deploy/postgres/pgbouncer.ini"), "utf8");

/**
 * PgBouncer as `deploy/` has it, in transaction mode, before all databases of a server. It is given the passwords, since
 * each test file has a database of its own, where PgBouncer could ask for none.
 */
export async function startPooler(databaseUrl: string): Promise<{ port: number; stop: () => Promise<void> }> {
  const { hostname, port: databasePort } = new URL(databaseUrl);
  const dir = mkdtempSync(join(tmpdir(), "competency-pooler-"));
  chmodSync(dir, 0o711);
  const port = await freePort();
  const write = (name: string, text: string) => {
    const path = join(dir, name);
    writeFileSync(path, text, { mode: 0o600 });
    giveAway(path);
    return path;
  };
  const users = loginRoles.map((role) => `"${role}" "${loginPassword(role, testSecret)}"\n`);
  const settings = configuration
    .replace(/^competency = .*$/m, `* = host=${decodeURIComponent(hostname)} port=${databasePort}`)
    .replace("listen_addr = 0.0.0.0", "listen_addr = 127.0.0.1")
    .replace(/^listen_port = .*$/m, `listen_port = ${port}`)
    .replace("/etc/pgbouncer/userlist.txt", write("userlist.txt", users.join("")))
    // A file's database is gone long before that, and the next needs the connections.
    .replace(/^server_idle_timeout = .*$/m, "server_idle_timeout = 5");
  const server = new Server(dir, { name: "pgbouncer", command: "pgbouncer", args: [write("pgbouncer.ini", settings)] });
  await server.start();
  await accepts(port).catch((error) => {
    throw new Error(`${error}\n${server.log()}`);
  });
  return {
    port,
    stop: async () => {
      await server.kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
