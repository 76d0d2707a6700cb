import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import pg from "pg";
import { parse, stringify } from "yaml";
import { isAlive, readPostmaster, sleep, waitForExit } from "#src/processes/start/postmaster.mjs";

const deployed = join(import.meta.dirname, "../../deploy");
const postgres15 = "/usr/lib/postgresql/15/bin";
const programs = ["patroni", "etcd", "haproxy", "pgbouncer", "openssl", "psql", "redis-server"];
/** Where Debian has those that no user calls. */
const path = [process.env.PATH, "/usr/sbin", "/usr/bin"].join(delimiter);
const passwords = {
  postgres: "of-postgres",
  replicator: "of-replicator",
  rewinder: "of-rewinder",
  pgbouncer: "of-pgbouncer",
};
const untilTimeoutMs = 120_000;

/** Of the programs that the cluster consists of, those that are not installed. */
export function missingPrograms(): string[] {
  const missing = programs.filter((name) => !path.split(delimiter).some((folder) => existsSync(join(folder, name))));
  return existsSync(join(postgres15, "postgres")) ? missing : [...missing, "PostgreSQL 15"];
}

/**
 * What `deploy/` describes for machines of one's own, on loopback with its own files: three etcd, two PostgreSQL 15 under
 * Patroni, HAProxy before them and PgBouncer before that. Only addresses, paths, passwords and sizes differ, and the
 * log is not archived. Each "machine" has an address of its own and, for root, a disk of its own.
 */
export class Cluster {
  readonly dir = mkdtempSync(join(tmpdir(), "competency-cluster-"));
  readonly caPath = join(this.dir, "tls", "ca.pem");
  readonly etcds: Server[];
  readonly databases: DatabaseMachine[];
  readonly haproxy: Server;
  readonly pgbouncer: Server;
  readonly #network: string;

  constructor() {
    const octet = () => 1 + Math.floor(Math.random() * 250);
    this.#network = `127.${octet()}.${octet()}`;
    chmodSync(this.dir, 0o711);
    giveAway(this.dir);
    this.#makeCertificates();
    this.etcds = [1, 2, 3].map((n) => this.#etcd(n));
    this.databases = [1, 2].map((n) => this.#database(n));
    this.haproxy = this.#haproxy();
    this.pgbouncer = this.#pgbouncer();
  }

  /** The address of the proxies; those of the machines end with 11 to 13. */
  get host(): string {
    return `${this.#network}.1`;
  }

  /** The owner's sessions, by HAProxy to whoever is primary. */
  get ownerUrl(): string {
    return this.#url({ user: `postgres:${passwords.postgres}`, port: 5000 });
  }

  /** Sessions of the program's own logins. */
  get directUrl(): string {
    return this.#url({ user: "nobody", port: 5000 });
  }

  get replicaUrl(): string {
    return this.#url({ user: "nobody", port: 5001 });
  }

  /** Transactions by PgBouncer, which is on this machine and has no TLS. */
  get poolerUrl(): string {
    return `postgres://nobody@${this.host}:6432/competency`;
  }

  get sitePem(): string {
    return join(this.dir, "tls", "site.pem");
  }

  async start(): Promise<void> {
    await Promise.all(this.etcds.map((one) => one.start()));
    await Promise.all(this.databases.map((one) => one.start()));
    await this.untilHealthy();
    await this.haproxy.start();
    await eventually(async () => {
      const owner = new pg.Client(this.ownerUrl.replace("/competency?", "/postgres?"));
      try {
        await owner.connect();
        await owner.query("create database competency");
        return true;
      } finally {
        await owner.end();
      }
    });
    execFileSync("sh", [join(deployed, "postgres/pgbouncer-lookup.sh")], {
      env: {
        NODE_ENV: "test",
        PATH: path,
        PGHOST: this.host,
        PGPORT: "5000",
        PGPASSWORD: passwords.postgres,
        PGSSLMODE: "verify-full",
        PGSSLROOTCERT: this.caPath,
        PGBOUNCER_PASSWORD_FILE: this.#write("pgbouncer.password", passwords.pgbouncer),
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    await this.pgbouncer.start();
  }

  /** One primary and one replica, to which everything confirmed goes. */
  async untilHealthy(): Promise<void> {
    await eventually(async () => {
      const roles = await Promise.all(this.databases.map((one) => one.role()));
      return roles.includes("primary") && roles.includes("sync");
    }).catch((error) => {
      throw new Error([error, ...this.databases.map((one) => one.log().slice(-4_000))].join("\n\n"));
    });
  }

  async primary(): Promise<DatabaseMachine> {
    return this.#first("primary");
  }

  async replica(): Promise<DatabaseMachine> {
    const primary = await this.primary();
    const other = this.databases.find((one) => one !== primary);
    if (!other) throw new Error("a cluster has two databases");
    return other;
  }

  async discard(): Promise<void> {
    await Promise.all([this.pgbouncer.kill(), this.haproxy.kill()]);
    await Promise.all(this.databases.map((one) => one.kill()));
    await Promise.all(this.etcds.map((one) => one.kill()));
    for (const one of this.databases) one.unmount();
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }

  async #first(role: Role): Promise<DatabaseMachine> {
    let found: DatabaseMachine | undefined;
    await eventually(async () => {
      const roles = await Promise.all(this.databases.map((one) => one.role()));
      found = this.databases[roles.indexOf(role)];
      return found !== undefined;
    });
    if (!found) throw new Error(`nobody is ${role}`);
    return found;
  }

  #url({ user, port, host = this.host }: { user: string; port: number; host?: string }): string {
    return `postgres://${user}@${host}:${port}/competency?sslmode=verify-full&sslrootcert=${this.caPath}`;
  }

  #etcd(n: number): Server {
    const settings = parse(this.#read("postgres/etcd.yml", n));
    settings["data-dir"] = join(this.dir, `etcd${n}`);
    // On one machine 127.0.0.1 would be that of all three.
    settings["listen-client-urls"] = settings["advertise-client-urls"];
    // Three that write each heartbeat through to one busy disk.
    settings["unsafe-no-fsync"] = true;
    return new Server(this.dir, {
      name: `etcd${n}`,
      command: "etcd",
      args: ["--config-file", this.#write(`etcd${n}.yml`, stringify(settings))],
    });
  }

  #database(n: number): DatabaseMachine {
    const disk = join(this.dir, `db${n}`);
    const settings = parse(this.#read("postgres/patroni.yml", n), { merge: true });
    const { parameters, recovery_conf: _archive, ...database } = settings.bootstrap.dcs.postgresql;
    const { archive_command: _command, ...kept } = parameters;
    settings.bootstrap.dcs.postgresql = {
      ...database,
      parameters: { ...kept, archive_mode: "off", shared_buffers: "128MB", max_wal_size: "256MB" },
    };
    settings.postgresql.data_dir = join(disk, "data");
    settings.postgresql.pgpass = join(this.dir, `pgpass${n}`);
    settings.postgresql.create_replica_methods = ["basebackup"];
    settings.postgresql.parameters = { unix_socket_directories: disk };
    settings.postgresql.listen = `${this.#network}.${10 + n}:5432`;
    settings.restapi.listen = `${this.#network}.${10 + n}:8008`;
    return new DatabaseMachine(this.dir, {
      name: `db${n}`,
      disk,
      rest: `https://${this.#network}.${10 + n}:8008`,
      url: this.#url({ user: `postgres:${passwords.postgres}`, host: `${this.#network}.${10 + n}`, port: 5432 }),
      configuration: this.#write(`patroni${n}.yml`, stringify(settings)),
    });
  }

  #haproxy(): Server {
    const text = this.#read("postgres/haproxy.cfg", 0)
      .replaceAll("bind :", `bind ${this.host}:`)
      .replace("/etc/haproxy/tls/patroni-ca.pem", this.caPath)
      .replace(/^ +server db3 .*$/gm, "");
    return new Server(this.dir, {
      name: "haproxy",
      command: "haproxy",
      args: ["-db", "-f", this.#write("haproxy.cfg", text)],
    });
  }

  #pgbouncer(): Server {
    const text = this.#read("postgres/pgbouncer.ini", 0)
      .replace("host=postgres port=5432", `host=${this.host} port=5000`)
      .replace("listen_addr = 0.0.0.0", `listen_addr = ${this.host}`)
      .replace("/etc/pgbouncer/userlist.txt", this.#write("userlist.txt", `"pgbouncer" "${passwords.pgbouncer}"\n`))
      .concat(`server_tls_sslmode = verify-full\nserver_tls_ca_file = ${this.caPath}\n`);
    return new Server(this.dir, {
      name: "pgbouncer",
      command: "pgbouncer",
      args: [this.#write("pgbouncer.ini", text)],
    });
  }

  /** A file of `deploy/` with the places for what differs filled for this machine. */
  #read(name: string, n: number): string {
    return readFileSync(join(deployed, name), "utf8")
      .replace(/10\.0\.0\.0\/\d+/g, "127.0.0.0/8")
      .replace(/<10\.0\.0\.11>(?=[^,\n]*$)/gm, `10.0.0.${10 + n}`)
      .replace(/<(10\.0\.0\.\d+)>/g, "$1")
      .replaceAll("10.0.0.", `${this.#network}.`)
      .replace(/^((?:- )?name:) <db1>$/gm, `$1 db${n}`)
      .replace(/<(db\d)>/g, "$1")
      .replace(/<password of (\w+)>/g, (_, name: keyof typeof passwords) => passwords[name])
      .replace(/\/etc\/(patroni|etcd)\/tls\//g, `${join(this.dir, "tls")}/`);
  }

  #write(name: string, text: string): string {
    const path = join(this.dir, name);
    writeFileSync(path, text, { mode: 0o600 });
    giveAway(path);
    return path;
  }

  #makeCertificates(): void {
    const dir = join(this.dir, "tls");
    mkdirSync(dir, { mode: 0o755 });
    const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: dir, stdio: "ignore" });
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=the cluster");
    openssl("req", ...key, "-keyout", "node.key", "-out", "node.csr", "-subj", "/CN=node");
    const names = [1, 11, 12, 13].map((end) => `IP:${this.#network}.${end}`).concat("IP:127.0.0.1", "DNS:localhost");
    const uses = "basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth,clientAuth\n";
    writeFileSync(join(dir, "uses"), `${uses}subjectAltName=${names.join(",")}\n`);
    const signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "uses", "-days", "2"];
    openssl("x509", "-req", "-in", "node.csr", "-out", "node.pem", ...signed);
    writeFileSync(
      join(dir, "site.pem"),
      readFileSync(join(dir, "node.pem"), "utf8") + readFileSync(join(dir, "node.key"), "utf8"),
    );
    chmodSync(join(dir, "node.key"), 0o600);
    for (const name of ["node.key", "node.pem", "site.pem", "ca.pem"]) giveAway(join(dir, name));
  }
}

/** `deploy/proxy/haproxy.cfg` before these web processes, with a certificate of the cluster's CA. */
export async function webProxy(
  cluster: Cluster,
  { port, webs }: { port: number; webs: readonly string[] },
): Promise<Server> {
  const servers = webs.map(
    (address, n) => `    server web${n + 1} ${new URL(address).host.replace("localhost", "127.0.0.1")}`,
  );
  const text = readFileSync(join(deployed, "proxy/haproxy.cfg"), "utf8")
    .replace("bind :80\n", `bind ${cluster.host}:${port - 1}\n`)
    .replace("bind :443 ", `bind ${cluster.host}:${port} `)
    .replace("bind 127.0.0.1:8405", `bind ${cluster.host}:8405`)
    .replace("/etc/haproxy/tls/site.pem", cluster.sitePem)
    .replace(/^ +server-template .*$/m, servers.join("\n"));
  const configuration = join(cluster.dir, "site.cfg");
  writeFileSync(configuration, text);
  const proxy = new Server(cluster.dir, { name: "proxy", command: "haproxy", args: ["-db", "-f", configuration] });
  await proxy.start();
  return proxy;
}

/** PostgreSQL refuses to run as root, so all of these run as Debian's `postgres` where the tests are root. */
const account = accountOf("postgres");

function accountOf(name: string): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const ask = (option: string) => Number(spawnSync("id", [option, name], { encoding: "utf8" }).stdout);
  return { uid: ask("-u"), gid: ask("-g") };
}

export function giveAway(path: string): void {
  if (account) chownSync(path, account.uid, account.gid);
}

type Command = { name: string; command: string; args: string[] };

/** A process on "another machine": nobody restarts it but the test. */
export class Server {
  readonly name: string;
  readonly #command: string;
  readonly #args: string[];
  readonly #log: string;
  #child: ChildProcess | undefined;

  constructor(dir: string, { name, command, args }: Command) {
    this.name = name;
    this.#command = command;
    this.#args = args;
    this.#log = join(dir, `${name}.log`);
  }

  async start(): Promise<void> {
    const log = openSync(this.#log, "a", 0o600);
    const child = spawn(this.#command, this.#args, {
      stdio: ["ignore", log, log],
      env: { NODE_ENV: "test", PATH: path, HOME: tmpdir(), LANG: "C.UTF-8" },
      cwd: tmpdir(),
      ...account,
    });
    child.on("error", () => {});
    closeSync(log);
    this.#child = child;
  }

  /** Without a chance to finish anything. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  log(): string {
    return readFileSync(this.#log, "utf8");
  }
}

type Role = "primary" | "sync" | "replica" | "away";

/** Patroni with its PostgreSQL, on a disk of its own where the tests may mount one. */
export class DatabaseMachine extends Server {
  readonly #disk: string;
  readonly #rest: string;
  readonly #url: string;
  readonly #hasDisk: boolean;

  constructor(dir: string, options: { name: string; disk: string; rest: string; url: string; configuration: string }) {
    super(dir, { name: options.name, command: "patroni", args: [options.configuration] });
    this.#disk = options.disk;
    this.#rest = options.rest;
    this.#url = options.url;
    mkdirSync(this.#disk, { mode: 0o700 });
    const mount = ["-t", "tmpfs", "-o", "size=1500m,mode=0700", "tmpfs", this.#disk];
    this.#hasDisk = account !== undefined && spawnSync("mount", mount).status === 0;
    giveAway(this.#disk);
  }

  /** Its owner's sessions, past the proxies. */
  get url(): string {
    return this.#url;
  }

  get hasDisk(): boolean {
    return this.#hasDisk;
  }

  /** What Patroni answers HAProxy: `sync` is a replica that has everything which was confirmed. */
  async role(): Promise<Role> {
    for (const [path, role] of [
      ["primary", "primary"],
      ["synchronous", "sync"],
      ["replica", "replica"],
    ] as const) {
      const is = await fetch(`${this.#rest}/${path}`, { method: "OPTIONS", signal: AbortSignal.timeout(3_000) }).then(
        ({ ok }) => ok,
        () => false,
      );
      if (is) return role;
    }
    return "away";
  }

  /** As when its machine loses power: Patroni and PostgreSQL at once. */
  override async kill(): Promise<void> {
    const postmaster = readPostmaster(join(this.#disk, "data"))?.pid;
    await super.kill();
    if (!postmaster || !isAlive(postmaster)) return;
    process.kill(postmaster, "SIGKILL");
    await waitForExit(postmaster, 10_000);
  }

  /** Takes all of the disk that is left. */
  fillDisk(): void {
    spawnSync("dd", ["if=/dev/zero", `of=${join(this.#disk, "filling")}`, "bs=1M"], { stdio: "ignore" });
  }

  freeDisk(): void {
    rmSync(join(this.#disk, "filling"), { force: true });
  }

  unmount(): void {
    if (this.#hasDisk) spawnSync("umount", ["-l", this.#disk]);
  }
}

export async function eventually(isSo: () => Promise<boolean>, timeoutMs = untilTimeoutMs): Promise<void> {
  const until = Date.now() + timeoutMs;
  while (!(await isSo().catch(() => false))) {
    if (Date.now() > until) throw new Error(`not so after ${timeoutMs / 1000} s: ${isSo}`);
    await sleep(200);
  }
}
