import { sentinelUrls } from "#src/lib/sentinel-list.ts";

/**
 * Which settings would have the program speak to another machine without TLS whose certificate is verified. Each fault names
 * the variable and the machine, never what else is in the address. Connections within this machine need none.
 */
export function plainConnections(settings: Readonly<Record<string, string | undefined>>): string[] {
  const faults: string[] = [];
  const refuse = (name: string, host: string, instead: string) => {
    faults.push(
      `${name}: would reach ${host} without verified TLS: ${instead}, or allow it by ALLOW_PLAIN_CONNECTIONS=1`,
    );
  };
  for (const [name, isSafe, instead] of rules) {
    const address = settings[name];
    // Where the query names the host, what PostgreSQL takes is no URL.
    const url = address ? URL.parse(address.replace("@/", "@localhost/")) : null;
    if (!url) continue;
    const host = hostOf(url);
    // Then its host is only a name, and the Sentinels say which machine has it.
    const isOpen = name === "REDIS_URL" && Boolean(settings.REDIS_SENTINELS);
    if ((isOpen || !isThisMachine(host)) && !isSafe(url)) refuse(name, host, instead);
  }
  for (const address of sentinelUrls(settings.REDIS_SENTINELS ?? "") ?? []) {
    const { protocol, hostname } = new URL(address);
    if (!isThisMachine(hostname) && protocol !== "rediss:") refuse("REDIS_SENTINELS", hostname, "use rediss://");
  }
  const { HOST = "127.0.0.1", APP_URL, TLS_CERT, NODE_TLS_REJECT_UNAUTHORIZED } = settings;
  if (!isThisMachine(HOST) && !TLS_CERT && !APP_URL?.startsWith("https:")) {
    faults.push(
      `HOST: others would reach ${HOST} without TLS: set TLS_CERT and TLS_KEY, or APP_URL to the https address of the proxy in front, or allow it by ALLOW_PLAIN_CONNECTIONS=1`,
    );
  }
  if (NODE_TLS_REJECT_UNAUTHORIZED === "0") {
    faults.push(
      "NODE_TLS_REJECT_UNAUTHORIZED: no certificate would be verified: give the CA of yours in NODE_EXTRA_CA_CERTS, or allow it by ALLOW_PLAIN_CONNECTIONS=1",
    );
  }
  return faults;
}

/** Whether an address, or the name of a host, stays within this machine: loopback, or the path of a socket. */
export function isThisMachine(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  return (
    name === "" ||
    name.startsWith("/") ||
    name === "localhost" ||
    name.endsWith(".localhost") ||
    name === "::1" ||
    /^127(\.\d{1,3}){3}$/.test(name)
  );
}

/** libpq lets the query name the host or the folder of a socket. */
function hostOf(url: URL): string {
  return url.searchParams.get("host") ?? decodeURIComponent(url.hostname);
}

const verifiesFully = (url: URL) => url.searchParams.get("sslmode") === "verify-full";
const hasScheme = (scheme: string) => (url: URL) => url.protocol === scheme;
/** By smtp:// the mailer demands STARTTLS of another machine. */
const verifiesMail = (url: URL) =>
  url.searchParams.get("ignoreTLS") !== "true" && url.searchParams.get("tls.rejectUnauthorized") !== "false";

type Rule = readonly [name: string, isSafe: (url: URL) => boolean, instead: string];

const postgres = [
  "DATABASE_URL",
  "DIRECT_URL",
  "REPLICA_URL",
  "WEB_DATABASE_URL",
  "SIGN_IN_DATABASE_URL",
  "WORKER_DATABASE_URL",
];
const rules: readonly Rule[] = [
  ...postgres.map((name): Rule => [name, verifiesFully, "add sslmode=verify-full to the address"]),
  ["REDIS_URL", hasScheme("rediss:"), "use rediss://"],
  ["JOBS_DRAIN_FROM", hasScheme("rediss:"), "use rediss://"],
  ["SMTP_URL", verifiesMail, "leave out ignoreTLS and tls.rejectUnauthorized"],
  ["S3_ENDPOINT", hasScheme("https:"), "use https://"],
  ["BACKUP_S3_ENDPOINT", hasScheme("https:"), "use https://"],
  ["BACKUP_SECOND_S3_ENDPOINT", hasScheme("https:"), "use https://"],
  ["TIME_STAMP_URL", hasScheme("https:"), "use https://"],
  ["SMS_API_URL", hasScheme("https:"), "use https://"],
  ["LOG_COLLECTOR_URL", hasScheme("https:"), "use https://"],
  ["SENTRY_DSN", hasScheme("https:"), "use https://"],
  ["ANALYTICS_URL", hasScheme("https:"), "use https://"],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", hasScheme("https:"), "use https://"],
  ["CLAMD_URL", hasScheme("unix:"), "use a scanner on this machine, or a tunnel that ends here"],
];
