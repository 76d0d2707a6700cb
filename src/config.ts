import { createECDH } from "node:crypto";
import { z } from "zod";
import { plainConnections } from "#src/lib/plain-connections.ts";
import { sentinelUrls } from "#src/lib/sentinel-list.ts";

/**
 * The only reader of the environment. All faults are listed together on first use, so that a wrong setting is found at
 * start and never by a user. `.env.example` names the same variables, which a test checks.
 */
const flag = z
  .enum(["0", "1", "true", "false"])
  .transform((value) => value === "1" || value === "true")
  .optional();
const backupTarget = z
  .string()
  .regex(/^(\/|\.{1,2}\/|[A-Za-z]:[\\/]|s3:\/\/[^/\s]+)/, "must be a folder (/path/of/it) or s3://bucket/prefix");

const count = (min: number, max: number, fallback: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const keyList = z
  .string()
  .regex(
    /^[\w-]{1,32}:[\w-]{43}(,[\w-]{1,32}:[\w-]{43})*$/,
    "must be id:key, or several with commas between; a key is 32 bytes in base64url",
  )
  .optional();
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, "must start with postgres:// or postgresql://");

export const environment = z.object({
  NODE_ENV: z.enum(["production", "development", "test"]).default("production"),
  PORT: count(1, 65535, 3000),
  HOST: z.string().default("127.0.0.1"),
  APP_URL: z.url({ protocol: /^https?$/ }).optional(),
  TLS_CERT: z.string().optional(),
  TLS_KEY: z.string().optional(),
  ALLOW_PLAIN_CONNECTIONS: flag,
  ALLOWED_HOSTS: z
    .string()
    .transform((list) => list.split(",").map((name) => name.trim().toLowerCase()))
    .refine(
      (names) => names.every((name) => /^[^\s/:]+$/.test(name)),
      "must be names without a port, with commas between",
    )
    .optional(),
  SECURITY_CONTACT: z
    .string()
    .regex(
      /^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+|tel:\+[\d-]+)$/,
      "must be mailto:somebody@school.org or an https address",
    )
    .optional(),
  CDN_URL: z
    .string()
    .regex(/^https?:\/\/[^\s?#]*[^\s?#/]$/, "must be an http or https address without a slash at its end")
    .optional(),
  APP_SECRET: z.string().min(32, "must be at least 32 characters of randomness"),
  SIGNING_KEYS: keyList,
  ENCRYPTION_KEYS: keyList,
  LOGIN_KEY: keyList,
  KEY_PROVIDER: z.enum(["file", "aws-kms", "vault"]).default("file"),
  KMS_KEY_ID: z.string().max(2048).optional(),
  KMS_ENDPOINT: z.string().optional(),
  AWS_REGION: z.string().optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
  VAULT_ADDR: z.string().optional(),
  VAULT_NAMESPACE: z.string().optional(),
  VAULT_TOKEN: z.string().optional(),
  VAULT_TOKEN_FILE: z.string().optional(),
  VAULT_ROLE_ID: z.string().optional(),
  VAULT_SECRET_ID: z.string().optional(),
  VAULT_TRANSIT_MOUNT: z.string().default("transit"),
  VAULT_TRANSIT_KEY: z.string().optional(),
  DATA_DIR: z.string().default(".data"),
  RELEASE: z
    .string()
    .regex(/^[\w.+-]{1,60}$/, "must be at most 60 letters, digits and . _ + -")
    .optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  LOG_COLLECTOR_URL: z.url({ protocol: /^https?$/ }).optional(),
  LOG_COLLECTOR_TOKEN: z.string().min(1).optional(),
  SENTRY_DSN: z
    .string()
    .regex(/^https?:\/\/[^\s:/@]+@[^\s/@]+\/(?:[\w.-]+\/)*[\w-]{1,64}$/, "must be https://<key>@<host>/<project>")
    .optional(),
  ANALYTICS_URL: z.url({ protocol: /^https?$/ }).optional(),
  ANALYTICS_KEY: z
    .string()
    .regex(/^[\w-]{1,200}$/, "must be the key of a project: letters, digits, _ and -")
    .optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(/^[\w-]+=[^,\s]+(?:,[\w-]+=[^,\s]+)*$/, "must be name=value, or several with commas between")
    .refine((list) => !/%(?![0-9A-Fa-f]{2})/.test(list), "must be percent-encoded")
    .optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(0.1),
  DATABASE_URL: postgresUrl,
  DIRECT_URL: postgresUrl.optional(),
  REPLICA_URL: postgresUrl.optional(),
  WEB_DATABASE_URL: postgresUrl.optional(),
  SIGN_IN_DATABASE_URL: postgresUrl.optional(),
  WORKER_DATABASE_URL: postgresUrl.optional(),
  DATABASE_POOL_MAX: count(1, 200, 10),
  DATABASE_POOLER: flag,
  SUPABASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  SUPABASE_ANON_KEY: z.string().min(20).max(1024).optional(),
  SUPABASE_SERVICE_ROLE_KEY: z.string().min(20).max(1024).optional(),
  SUPABASE_JWT_SECRET: z.string().min(32, "must be the whole secret, at least 32 characters").optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, "must start with redis:// or rediss://")
    .optional(),
  REDIS_SENTINELS: z
    .string()
    .refine(
      (text) => sentinelUrls(text) !== undefined,
      "must be rediss://user:password@host:26379,host:26379,host:26379, with one login for all",
    )
    .optional(),
  JOBS_DRAIN_FROM: z
    .string()
    .regex(/^(rediss?:\/\/.+|nothing)$/, "must be the redis:// address that was used before, or nothing")
    .optional(),
  S3_BUCKET: z.string().min(1).optional(),
  S3_ENDPOINT: z.url().optional(),
  S3_REGION: z.string().default("us-east-1"),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  BACKUP_TO: backupTarget.optional(),
  BACKUP_S3_ENDPOINT: z.url().optional(),
  BACKUP_S3_REGION: z.string().default("us-east-1"),
  BACKUP_S3_ACCESS_KEY_ID: z.string().optional(),
  BACKUP_S3_SECRET_ACCESS_KEY: z.string().optional(),
  BACKUP_SECOND_TO: backupTarget.optional(),
  BACKUP_SECOND_S3_ENDPOINT: z.url().optional(),
  BACKUP_SECOND_S3_REGION: z.string().optional(),
  BACKUP_SECOND_S3_ACCESS_KEY_ID: z.string().optional(),
  BACKUP_SECOND_S3_SECRET_ACCESS_KEY: z.string().optional(),
  BACKUP_KEY: z
    .string()
    .regex(/^[\w-]{43}$/, "must be 32 bytes in base64url, as npm run backup -- key prints them")
    .optional(),
  BACKUP_KEEP_DAYS: count(1, 3650, 14),
  TIME_STAMP_URL: z.url({ protocol: /^https?$/ }).optional(),
  MAX_FILE_MIB: count(1, 4096, 25),
  PERSON_FILES_MIB: count(1, 100_000_000, 2048),
  CLAMD_URL: z
    .string()
    .regex(/^(tcp:\/\/[^/]+:\d+|unix:\/\/\/.+)$/, "must be tcp://host:port or unix:///path/of/the/socket")
    .optional(),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, "must start with smtp:// or smtps://")
    .optional(),
  MAIL_FROM: z.string().default("Competency <no-reply@localhost>"),
  SMS_API_URL: z.url({ protocol: /^https?$/ }).default("https://api.twilio.com"),
  SMS_ACCOUNT_SID: z
    .string()
    .regex(/^\w{1,64}$/, "must be letters and digits, as AC and 32 of them")
    .optional(),
  SMS_AUTH_TOKEN: z.string().min(1).optional(),
  SMS_FROM: z
    .string()
    .regex(
      /^(\+[1-9]\d{6,14}|\d{3,8}|MG[0-9a-fA-F]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/,
      "must be a number such as +15005550006, a name of at most 11 letters and digits, or a messaging service (MG…)",
    )
    .optional(),
  VAPID_PUBLIC_KEY: z
    .string()
    .regex(/^B[\w-]{86}$/, "must be a point of P-256: 65 bytes in base64url")
    .optional(),
  VAPID_PRIVATE_KEY: z
    .string()
    .regex(/^[\w-]{43}$/, "must be 32 bytes in base64url")
    .optional(),
  VAPID_SUBJECT: z
    .string()
    .regex(/^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/, "must be mailto:somebody@school.org or an https address")
    .optional(),
  DEMO: flag,
  TRUST_PROXY: flag,
  STREAM_SECONDS: z.coerce.number().int().min(2).max(86_400).optional(),
  METRICS_TOKEN: z.string().min(16).optional(),
  CRON_SECRET: z
    .string()
    .regex(/^[\x21-\x7e]{16,}$/, "must be at least 16 visible ASCII characters")
    .optional(),
  CRON_SECONDS: count(1, 3600, 240),
  ACCESS_TOKEN_MINUTES: count(1, 60, 10),
  SESSION_IDLE_DAYS: count(1, 90, 14),
  SESSION_ABSOLUTE_DAYS: count(1, 365, 30),
  RATE_LIMIT_PER_MINUTE: count(10, 1_000_000, 600),
  REQUESTS_AT_ONCE: count(20, 100_000, 400),
});

export type Config = ReturnType<typeof loadConfig>;

class ConfigError extends Error {
  constructor(faults: string[]) {
    super(
      `The configuration has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}:\n  ${faults.join("\n  ")}`,
    );
    this.name = "ConfigError";
  }
}

function loadConfig(source: Record<string, string | undefined>) {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = environment.safeParse(present);
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  if (present.S3_BUCKET && !(present.S3_ACCESS_KEY_ID && present.S3_SECRET_ACCESS_KEY)) {
    faults.push("S3_BUCKET: needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY beside it");
  }
  if (Boolean(present.TLS_CERT) !== Boolean(present.TLS_KEY)) {
    faults.push("TLS_CERT: needs TLS_KEY beside it, and TLS_KEY needs it");
  }
  if (present.TLS_CERT && present.APP_URL?.startsWith("http:")) {
    faults.push("APP_URL: must be https, since the server itself speaks TLS by TLS_CERT");
  }
  if (present.REDIS_SENTINELS && !namesMaster(present.REDIS_URL)) {
    faults.push(
      "REDIS_URL: must be the name of the master in place of a host, without a port, as rediss://:password@competency, since REDIS_SENTINELS is set",
    );
  }
  if (parsed.success && !parsed.data.ALLOW_PLAIN_CONNECTIONS) faults.push(...plainConnections(present));
  const sms = [present.SMS_ACCOUNT_SID, present.SMS_AUTH_TOKEN, present.SMS_FROM];
  if (sms.some(Boolean) && !sms.every(Boolean)) {
    faults.push("SMS_ACCOUNT_SID: needs SMS_AUTH_TOKEN and SMS_FROM beside it, and they need it");
  }
  if (Boolean(present.ANALYTICS_URL) !== Boolean(present.ANALYTICS_KEY)) {
    faults.push("ANALYTICS_URL: needs ANALYTICS_KEY beside it, and ANALYTICS_KEY needs it");
  }
  if (present.APP_URL?.startsWith("https:") && present.CDN_URL?.startsWith("http:")) {
    faults.push("CDN_URL: must be https, as APP_URL is");
  }
  if (!arePair(present.VAPID_PUBLIC_KEY, present.VAPID_PRIVATE_KEY)) {
    faults.push("VAPID_PUBLIC_KEY: is not the public key of VAPID_PRIVATE_KEY");
  }
  if (parsed.success) faults.push(...faultsOfKeyService(parsed.data), ...faultsOfSupabase(parsed.data));
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  const env = parsed.data;
  const appUrl = env.APP_URL ?? `${env.TLS_CERT ? "https" : "http"}://localhost:${env.PORT}`;
  return Object.freeze({
    mode: env.NODE_ENV,
    port: env.PORT,
    host: env.HOST,
    appUrl,
    isSecure: appUrl.startsWith("https:"),
    /** The paths of the server's certificate, with the chain to its CA, and of its key. */
    tls: env.TLS_CERT && env.TLS_KEY ? { cert: env.TLS_CERT, key: env.TLS_KEY } : undefined,
    allowsPlainConnections: env.ALLOW_PLAIN_CONNECTIONS ?? false,
    hasAppUrl: env.APP_URL !== undefined,
    /** In lower case. */
    allowedHosts: env.ALLOWED_HOSTS ?? [],
    /** Where weaknesses are reported (RFC 9116); RFC 2142 names the mailbox. */
    securityContact: env.SECURITY_CONTACT ?? `mailto:security@${new URL(appUrl).hostname}`,
    /** In front of the addresses of scripts, styles and fonts; the pages are built for it. */
    cdnUrl: env.CDN_URL,
    secret: env.APP_SECRET,
    /** What access tokens name as their issuer: the same for all processes, whatever port they listen on. */
    issuer: env.APP_URL ?? "urn:competency",
    keys: { signing: env.SIGNING_KEYS, encryption: env.ENCRYPTION_KEYS, logins: env.LOGIN_KEY },
    /** What holds the key that wraps those of the file; undefined where they stand in it as they are. */
    keyService: keyServiceOf(env),
    dataDir: env.DATA_DIR,
    /** The name of this version of the program, by which errors of one are told from those of the next. */
    release: env.RELEASE,
    logLevel: env.LOG_LEVEL,
    /** Takes the lines of the log, beside standard output. */
    logCollector: env.LOG_COLLECTOR_URL ? { url: env.LOG_COLLECTOR_URL, token: env.LOG_COLLECTOR_TOKEN } : undefined,
    /** Takes unexpected errors as Sentry's envelopes. */
    sentryDsn: env.SENTRY_DSN,
    /** Takes how the program is used, of those who agreed to it, as PostHog takes events. */
    analytics:
      env.ANALYTICS_URL && env.ANALYTICS_KEY
        ? { url: new URL("batch/", withSlash(env.ANALYTICS_URL)).href, key: env.ANALYTICS_KEY }
        : undefined,
    /** Takes traces by OTLP over HTTP. */
    traces: env.OTEL_EXPORTER_OTLP_ENDPOINT
      ? {
          url: new URL("v1/traces", withSlash(env.OTEL_EXPORTER_OTLP_ENDPOINT)).href,
          headers: headersOf(env.OTEL_EXPORTER_OTLP_HEADERS ?? ""),
          ratio: env.OTEL_TRACES_SAMPLER_ARG,
        }
      : undefined,
    databaseUrl: env.DATABASE_URL,
    directUrl: env.DIRECT_URL ?? env.DATABASE_URL,
    replicaUrl: env.REPLICA_URL,
    webDatabaseUrl: env.WEB_DATABASE_URL,
    signInDatabaseUrl: env.SIGN_IN_DATABASE_URL,
    workerDatabaseUrl: env.WORKER_DATABASE_URL,
    databasePoolMax: env.DATABASE_POOL_MAX,
    /** Behind a transaction pooler statements stay unnamed. */
    hasPooler: env.DATABASE_POOLER ?? /[?&]pgbouncer=true/.test(env.DATABASE_URL),
    /** Checks passwords in place of the program; undefined where the program does it itself. */
    supabaseAuth: supabaseAuthOf(env),
    redis: env.REDIS_URL
      ? { url: env.REDIS_URL, sentinels: env.REDIS_SENTINELS ? sentinelUrls(env.REDIS_SENTINELS) : undefined }
      : undefined,
    /** Where the jobs were kept while REDIS_URL was set; "nothing" gives them up. */
    jobsDrainFrom: env.JOBS_DRAIN_FROM,
    s3:
      env.S3_BUCKET && env.S3_ACCESS_KEY_ID && env.S3_SECRET_ACCESS_KEY
        ? {
            bucket: env.S3_BUCKET,
            endpoint: env.S3_ENDPOINT,
            region: env.S3_REGION,
            accessKeyId: env.S3_ACCESS_KEY_ID,
            secretAccessKey: env.S3_SECRET_ACCESS_KEY,
          }
        : undefined,
    /** An authority that confirms when the audit was anchored (RFC 3161). */
    timeStampUrl: env.TIME_STAMP_URL,
    maxFileBytes: env.MAX_FILE_MIB * 1024 * 1024,
    personFilesBytes: env.PERSON_FILES_MIB * 1024 * 1024,
    clamdUrl: env.CLAMD_URL,
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    /** Without it SMS are written to files. */
    sms:
      env.SMS_ACCOUNT_SID && env.SMS_AUTH_TOKEN && env.SMS_FROM
        ? {
            apiUrl: env.SMS_API_URL.replace(/\/$/, ""),
            accountSid: env.SMS_ACCOUNT_SID,
            authToken: env.SMS_AUTH_TOKEN,
            from: env.SMS_FROM,
          }
        : undefined,
    /** With which the services of browsers know this program; without them there are no push messages. */
    vapid:
      env.VAPID_PUBLIC_KEY && env.VAPID_PRIVATE_KEY
        ? {
            publicKey: env.VAPID_PUBLIC_KEY,
            privateKey: env.VAPID_PRIVATE_KEY,
            subject: env.VAPID_SUBJECT ?? (appUrl.startsWith("https:") ? appUrl : "mailto:no-reply@localhost"),
          }
        : undefined,
    isDemo: env.DEMO ?? false,
    trustsProxy: env.TRUST_PROXY ?? false,
    /** After how long a stream of events ends by itself, for its client to go on in another. */
    streamSeconds: env.STREAM_SECONDS,
    metricsToken: env.METRICS_TOKEN,
    /** Of calls that do a worker's work: who may, and for how long they begin anything. */
    cron: env.CRON_SECRET ? { secret: env.CRON_SECRET, seconds: env.CRON_SECONDS } : undefined,
    accessTokenMinutes: env.ACCESS_TOKEN_MINUTES,
    sessionIdleDays: env.SESSION_IDLE_DAYS,
    sessionAbsoluteDays: env.SESSION_ABSOLUTE_DAYS,
    rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
    requestsAtOnce: env.REQUESTS_AT_ONCE,
  });
}

function faultsOfSupabase(env: Environment): string[] {
  const all = [env.SUPABASE_URL, env.SUPABASE_ANON_KEY, env.SUPABASE_SERVICE_ROLE_KEY];
  const faults: string[] = [];
  if ((all.some(Boolean) || env.SUPABASE_JWT_SECRET) && !all.every(Boolean)) {
    faults.push("SUPABASE_URL: needs SUPABASE_ANON_KEY and SUPABASE_SERVICE_ROLE_KEY beside it, and they need it");
  }
  if (env.SUPABASE_URL && !isPrivateWay(env.SUPABASE_URL)) faults.push(`SUPABASE_URL: ${privateWay}`);
  if (env.SUPABASE_ANON_KEY && env.SUPABASE_ANON_KEY === env.SUPABASE_SERVICE_ROLE_KEY) {
    faults.push("SUPABASE_SERVICE_ROLE_KEY: must be another key than SUPABASE_ANON_KEY");
  }
  return faults;
}

function supabaseAuthOf(env: Environment) {
  if (!env.SUPABASE_URL || !env.SUPABASE_ANON_KEY || !env.SUPABASE_SERVICE_ROLE_KEY) return undefined;
  return {
    url: new URL("auth/v1", withSlash(env.SUPABASE_URL)).href,
    publicKey: env.SUPABASE_ANON_KEY,
    secretKey: env.SUPABASE_SERVICE_ROLE_KEY,
    /** Of a project that still signs its tokens by a shared secret. */
    jwtSecret: env.SUPABASE_JWT_SECRET,
  };
}

function withSlash(address: string): string {
  return address.endsWith("/") ? address : `${address}/`;
}

/** OpenTelemetry's protocol exporter, "Specifying headers via environment variables": values are percent-encoded. */
function headersOf(list: string): Record<string, string> {
  const pairs = list.split(",").filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))];
    }),
  );
}

const ofBackups = environment.pick({
  BACKUP_TO: true,
  BACKUP_KEY: true,
  BACKUP_KEEP_DAYS: true,
  BACKUP_S3_ENDPOINT: true,
  BACKUP_S3_REGION: true,
  BACKUP_S3_ACCESS_KEY_ID: true,
  BACKUP_S3_SECRET_ACCESS_KEY: true,
  BACKUP_SECOND_TO: true,
  BACKUP_SECOND_S3_ENDPOINT: true,
  BACKUP_SECOND_S3_REGION: true,
  BACKUP_SECOND_S3_ACCESS_KEY_ID: true,
  BACKUP_SECOND_S3_SECRET_ACCESS_KEY: true,
});

/**
 * The settings of backups, which a restore needs before there are the secrets that belong to the others; and whether the
 * database is one of DATABASE_URL, or that which `npm start` brings.
 */
export function backupSettings() {
  return { ...readPart(ofBackups), hasOwnServer: Boolean(process.env.DATABASE_URL) };
}

/** Some of the variables alone; an empty one is none. */
function readPart<S extends z.ZodType>(part: S): z.output<S> {
  const parsed = part.safeParse(Object.fromEntries(Object.entries(process.env).filter(([, value]) => value)));
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`));
}

const ofBucket = environment.pick({
  SUPABASE_URL: true,
  SUPABASE_SERVICE_ROLE_KEY: true,
  S3_BUCKET: true,
  MAX_FILE_MIB: true,
  PERSON_FILES_MIB: true,
});

/** What it takes to make the bucket: the key of the project is needed for that alone, and by Supabase Auth. */
export function bucketSettings() {
  const part = readPart(ofBucket);
  const { SUPABASE_URL: url, SUPABASE_SERVICE_ROLE_KEY: secretKey, S3_BUCKET: bucket = "evidence" } = part;
  const faults: string[] = [];
  if (!url || !secretKey) faults.push("SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY: must be set");
  if (url && !isPrivateWay(url)) faults.push(`SUPABASE_URL: ${privateWay}`);
  if (!/^evidence[\w.-]{0,80}$/.test(bucket)) {
    faults.push("S3_BUCKET: must begin with evidence, since the policies of the database close buckets of such names");
  }
  if (!url || !secretKey || faults.length > 0) throw new ConfigError(faults);
  return {
    storageUrl: new URL("storage/v1", withSlash(url)).href,
    secretKey,
    bucket,
    maxFileBytes: part.MAX_FILE_MIB * 1024 * 1024,
    personFilesBytes: part.PERSON_FILES_MIB * 1024 * 1024,
  };
}

const ofCheck = environment
  .pick({ SUPABASE_URL: true, SUPABASE_ANON_KEY: true, DIRECT_URL: true, S3_BUCKET: true, S3_ENDPOINT: true })
  .extend({
    CHECK_STUDENT_PASSWORD: z.string().optional(),
    CHECK_SUPERVISOR_PASSWORD: z.string().optional(),
    CHECK_ADMIN_PASSWORD: z.string().optional(),
  });

/** What `npm run check:deployment` is told beside its arguments: it asks from outside, without the program's own settings. */
export function checkSettings() {
  const part = readPart(ofCheck);
  // Keys and passwords go there.
  if (part.SUPABASE_URL && !isPrivateWay(part.SUPABASE_URL)) throw new ConfigError([`SUPABASE_URL: ${privateWay}`]);
  return part;
}

/** A port in it is that of a machine: the address was left as it had been before there were Sentinels. */
function namesMaster(address: string | undefined): boolean {
  const url = address ? URL.parse(address) : null;
  return url !== null && /^[\w.-]+$/.test(url.hostname) && url.port === "";
}

type Environment = z.output<typeof environment>;

/** Of the variables of a key service, which others on the machine may use too, only where it is used. */
function faultsOfKeyService(env: Environment): string[] {
  const faults: string[] = [];
  const need = (isThere: unknown, fault: string) => void (isThere || faults.push(fault));
  if (env.KEY_PROVIDER === "aws-kms") {
    need(env.KMS_KEY_ID, "KMS_KEY_ID: is needed for KEY_PROVIDER=aws-kms");
    need(/^[a-z0-9-]+$/.test(env.AWS_REGION ?? ""), "AWS_REGION: must be the region of KMS_KEY_ID, as eu-central-1");
    need(
      env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY,
      "AWS_ACCESS_KEY_ID: is needed, and AWS_SECRET_ACCESS_KEY, for KEY_PROVIDER=aws-kms",
    );
    need(!env.KMS_ENDPOINT || isPrivateWay(env.KMS_ENDPOINT), `KMS_ENDPOINT: ${privateWay}`);
  }
  if (env.KEY_PROVIDER === "vault") {
    need(isPrivateWay(env.VAULT_ADDR ?? ""), `VAULT_ADDR: ${privateWay}`);
    need(/^[\w.-]+$/.test(env.VAULT_TRANSIT_KEY ?? ""), "VAULT_TRANSIT_KEY: must be the name of a transit key");
    need(/^[\w./-]+$/.test(env.VAULT_TRANSIT_MOUNT), "VAULT_TRANSIT_MOUNT: must be the path of a transit engine");
    const ways = [env.VAULT_TOKEN, env.VAULT_TOKEN_FILE, env.VAULT_ROLE_ID && env.VAULT_SECRET_ID].filter(Boolean);
    need(
      ways.length === 1,
      "VAULT_TOKEN: one of VAULT_TOKEN, VAULT_TOKEN_FILE, and VAULT_ROLE_ID with VAULT_SECRET_ID is needed, and no other",
    );
  }
  return faults;
}

const privateWay = "must be an https address; http only to this machine";

/** Keys go over it. */
function isPrivateWay(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username } = new URL(address);
  if (username) return false;
  return protocol === "https:" || (protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(hostname));
}

function keyServiceOf(env: Environment) {
  if (env.KEY_PROVIDER === "aws-kms") {
    return {
      kind: env.KEY_PROVIDER,
      keyId: env.KMS_KEY_ID ?? "",
      region: env.AWS_REGION ?? "",
      endpoint: env.KMS_ENDPOINT,
      credentials: {
        accessKeyId: env.AWS_ACCESS_KEY_ID ?? "",
        secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? "",
        ...(env.AWS_SESSION_TOKEN ? { sessionToken: env.AWS_SESSION_TOKEN } : {}),
      },
    };
  }
  if (env.KEY_PROVIDER === "vault") {
    return {
      kind: env.KEY_PROVIDER,
      address: env.VAULT_ADDR ?? "",
      namespace: env.VAULT_NAMESPACE,
      mount: env.VAULT_TRANSIT_MOUNT,
      key: env.VAULT_TRANSIT_KEY ?? "",
      auth: vaultAuthOf(env),
    };
  }
  return undefined;
}

function vaultAuthOf(env: Environment) {
  if (env.VAULT_TOKEN) return { kind: "token" as const, token: env.VAULT_TOKEN };
  if (env.VAULT_TOKEN_FILE) return { kind: "token-file" as const, path: env.VAULT_TOKEN_FILE };
  return { kind: "app-role" as const, roleId: env.VAULT_ROLE_ID ?? "", secretId: env.VAULT_SECRET_ID ?? "" };
}

function arePair(publicKey: string | undefined, privateKey: string | undefined): boolean {
  if (!publicKey && !privateKey) return true;
  try {
    const pair = createECDH("prime256v1");
    pair.setPrivateKey(privateKey ?? "", "base64url");
    return pair.getPublicKey("base64url") === publicKey;
  } catch {
    return false;
  }
}

let loaded: Config | undefined;

/** Read on first use, not on import: a build of the pages has no settings. */
export const config: Config = new Proxy({} as Config, {
  get(_target, key) {
    loaded ??= loadConfig(process.env);
    return Reflect.get(loaded, key);
  },
});
