import { describe, expect, it } from "vitest";
import { plainConnections } from "#src/lib/plain-connections.ts";

describe("connections without verified TLS", () => {
  it.each([
    [
      { DATABASE_URL: "postgres://app:s3cret@db.school.org/competency" },
      /^DATABASE_URL: .*db\.school\.org.*verify-full/,
    ],
    [{ DIRECT_URL: "postgres://app:s3cret@10.0.0.5:6432/x?sslmode=require" }, /^DIRECT_URL: .*10\.0\.0\.5/],
    [{ WORKER_DATABASE_URL: "postgres://app:s3cret@db/x?sslmode=no-verify" }, /^WORKER_DATABASE_URL/],
    [{ REPLICA_URL: "postgres://app:s3cret@/x?host=db2.school.org" }, /^REPLICA_URL: .*db2\.school\.org/],
    [{ REDIS_URL: "redis://:s3cret@cache.school.org:6379" }, /^REDIS_URL: .*cache\.school\.org.*rediss:/],
    [
      { REDIS_URL: "redis://:s3cret@localhost", REDIS_SENTINELS: "rediss://s1.school.org" },
      /^REDIS_URL: would reach localhost .*rediss:/,
    ],
    [
      { REDIS_URL: "rediss://competency", REDIS_SENTINELS: "redis://:s3cret@127.0.0.1,10.0.0.5:26379" },
      /^REDIS_SENTINELS: would reach 10\.0\.0\.5 .*rediss:/,
    ],
    [{ SMTP_URL: "smtp://me:s3cret@mail.school.org?ignoreTLS=true" }, /^SMTP_URL/],
    [{ SMTP_URL: "smtps://me:s3cret@mail.school.org?tls.rejectUnauthorized=false" }, /^SMTP_URL/],
    [{ S3_ENDPOINT: "http://minio.school.org:9000" }, /^S3_ENDPOINT/],
    [{ TIME_STAMP_URL: "http://tsa.example/tsr" }, /^TIME_STAMP_URL/],
    [{ SMS_API_URL: "http://10.0.0.5:8080" }, /^SMS_API_URL/],
    [{ LOG_COLLECTOR_URL: "http://logs.school.org/v1/logs" }, /^LOG_COLLECTOR_URL/],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://traces.school.org:4318" }, /^OTEL_EXPORTER_OTLP_ENDPOINT/],
    [{ SENTRY_DSN: "http://key@errors.school.org/1" }, /^SENTRY_DSN/],
    [{ ANALYTICS_URL: "http://analytics.school.org" }, /^ANALYTICS_URL/],
    [{ CLAMD_URL: "tcp://scanner.school.org:3310" }, /^CLAMD_URL/],
    [{ HOST: "0.0.0.0" }, /^HOST: .*TLS_CERT/],
    [{ HOST: "::", APP_URL: "http://competency.school.org" }, /^HOST/],
    [{ NODE_TLS_REJECT_UNAUTHORIZED: "0" }, /^NODE_TLS_REJECT_UNAUTHORIZED/],
  ])("are found in %j, with the variable and the machine and no password [V12.3.1] [V12.3.3]", (settings, fault) => {
    const faults = plainConnections(settings);
    expect(faults).toEqual([expect.stringMatching(fault)]);
    expect(faults[0]).toContain("ALLOW_PLAIN_CONNECTIONS=1");
    expect(faults[0]).not.toContain("s3cret");
  });

  it.each([
    {},
    { DATABASE_URL: "postgres://app:x@127.0.0.1:5433/x", REDIS_URL: "redis://localhost:6379" },
    { DATABASE_URL: "postgres://app:x@[::1]/x" },
    { DATABASE_URL: "postgres://app:x@/x?host=/var/run/postgresql" },
    { DATABASE_URL: "postgres://app:x@%2Fvar%2Frun%2Fpostgresql/x" },
    { DATABASE_URL: "postgres://app:x@db.school.org/x?sslmode=verify-full&sslrootcert=/etc/ca.pem" },
    { REDIS_URL: "rediss://cache.school.org" },
    { REDIS_URL: "rediss://competency", REDIS_SENTINELS: "rediss://s1.school.org,s2.school.org" },
    { REDIS_URL: "rediss://competency", REDIS_SENTINELS: "redis://127.0.0.1:26379,[::1]:26380" },
    { JOBS_DRAIN_FROM: "nothing" },
    { SMTP_URL: "smtp://mail.school.org:587" },
    { SMTP_URL: "smtps://mail.school.org" },
    { S3_ENDPOINT: "https://minio.school.org", TIME_STAMP_URL: "https://tsa.example" },
    { CLAMD_URL: "unix:///run/clamd.sock" },
    { CLAMD_URL: "tcp://127.0.0.1:3310" },
    { HOST: "0.0.0.0", TLS_CERT: "/etc/cert.pem" },
    { HOST: "0.0.0.0", APP_URL: "https://competency.school.org" },
  ])("are none in %j", (settings) => {
    expect(plainConnections(settings)).toEqual([]);
  });
});
