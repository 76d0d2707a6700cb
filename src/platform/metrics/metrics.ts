import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { poolCounts } from "#src/platform/db/client.ts";

/**
 * The metrics of `/metrics`. One set for each process, on globalThis, since Next bundles its own copy of every module.
 * Labels have few values: a route is the pattern of its path, never the path.
 */
const key = Symbol.for("competency.metrics");
const holder = globalThis as { [key]?: ReturnType<typeof createMetrics> };

function metrics() {
  holder[key] ??= createMetrics();
  return holder[key];
}

/** web.dev/vitals: LCP, INP and TTFB in seconds, CLS as a score. */
const vitalNames = ["LCP", "INP", "TTFB", "CLS"] as const;
type VitalName = (typeof vitalNames)[number];

/** Around what is called good and poor there. */
const vitalBuckets: Record<VitalName, number[]> = {
  LCP: [0.5, 1, 1.5, 2.5, 4, 8],
  INP: [0.05, 0.1, 0.2, 0.5, 1],
  TTFB: [0.1, 0.2, 0.4, 0.8, 1.8],
  CLS: [0.01, 0.05, 0.1, 0.25, 0.5],
};

function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  new Gauge({
    name: "db_pool_connections",
    help: "Connections of a pool by state; waiting counts the queries that wait for one",
    labelNames: ["pool", "state"],
    registers,
    collect() {
      for (const { name, total, idle, waiting } of poolCounts()) {
        this.set({ pool: name, state: "total" }, total);
        this.set({ pool: name, state: "idle" }, idle);
        this.set({ pool: name, state: "waiting" }, waiting);
      }
    },
  });
  return {
    registry,
    scrapers: new Set<() => Promise<void>>(),
    requests: new Histogram({
      name: "http_request_duration_seconds",
      help: "Time from the request's arrival to its answer",
      labelNames: ["method", "route", "status"],
      buckets: [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    errors: new Counter({
      name: "http_errors_total",
      help: "Requests that failed on our side (5xx), without those that http_requests_refused_total counts",
      labelNames: ["method", "route"],
      registers,
    }),
    refused: new Counter({
      name: "http_requests_refused_total",
      help: "Requests that were refused at once because the process had too much to do, by how urgent they are",
      labelNames: ["urgency"],
      registers,
    }),
    sockets: new Gauge({ name: "realtime_sockets_open", help: "Open sockets of this process", registers }),
    socketsClosed: new Counter({
      name: "realtime_sockets_closed_total",
      help: "Sockets that this process closed, by close code",
      labelNames: ["code"],
      registers,
    }),
    messages: new Counter({ name: "realtime_messages_sent_total", help: "Messages sent to sockets", registers }),
    eventsNumbered: new Counter({
      name: "relay_events_numbered_total",
      help: "Events that have a number, since the beginning; the same in all web processes",
      registers,
    }),
    eventsWaiting: new Gauge({
      name: "relay_events_waiting",
      help: "Committed events that have no number yet",
      registers,
    }),
    relayLag: new Gauge({
      name: "relay_lag_seconds",
      help: "Age of the oldest committed event that has no number yet",
      registers,
    }),
    queue: new Gauge({
      name: "jobs_queue_length",
      help: "Jobs by state, as a worker last reported; the same in all web processes, as are all metrics of jobs",
      labelNames: ["state"],
      registers,
    }),
    jobsOldest: new Gauge({
      name: "jobs_oldest_waiting_seconds",
      help: "How long the oldest job has been waiting to run; 0 where none waits",
      registers,
    }),
    jobsReportAge: new Gauge({
      name: "jobs_report_age_seconds",
      help: "Age of the report that the metrics of jobs are from",
      registers,
    }),
    workers: new Gauge({ name: "jobs_workers_alive", help: "Workers that reported within 15 s", registers }),
    cacheReads: new Counter({
      name: "cache_reads_total",
      help: "Reads of a cache: kept here (hit), found in Redis (shared_hit), waited for another's load (joined), or none (miss, which a shared hit is too)",
      labelNames: ["cache", "outcome"],
      registers,
    }),
    cacheLoads: new Histogram({
      name: "cache_load_duration_seconds",
      help: "Time to make a value that no level of the cache had",
      labelNames: ["cache"],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
    cacheEntries: new Gauge({ name: "cache_entries", help: "Values kept", labelNames: ["cache"], registers }),
    cacheBytes: new Gauge({ name: "cache_bytes", help: "Their size", labelNames: ["cache"], registers }),
    cacheEvictions: new Counter({
      name: "cache_evictions_total",
      help: "Values that made room for others",
      labelNames: ["cache"],
      registers,
    }),
    cacheInvalidations: new Counter({
      name: "cache_invalidations_total",
      help: "Tags that a commit of this process or a signal of another has invalidated",
      registers,
    }),
    jobs: new Counter({
      name: "jobs_finished_total",
      help: "Runs of jobs by outcome, of all workers since the beginning",
      labelNames: ["job", "outcome"],
      registers,
    }),
    notificationsDue: new Gauge({
      name: "notifications_due",
      help: "Messages that are due to leave by email, SMS or push; at most 10000 are counted",
      registers,
    }),
    notificationsOldest: new Gauge({
      name: "notifications_oldest_due_seconds",
      help: "How long the oldest message that is due has been waiting to leave; 0 where none waits",
      registers,
    }),
    smsSegments: new Gauge({
      name: "sms_segments_sent",
      help: "Segments of SMS that the SMS service took of this web process, or of the workers that are alive, since they started; they are what it asks money for",
      labelNames: ["process"],
      registers,
    }),
    integrityFindings: new Gauge({
      name: "competency_integrity_findings",
      help: "What the last run of a check of the stored data found, at most 100; the same in all web processes",
      labelNames: ["check"],
      registers,
    }),
    integrityAge: new Gauge({
      name: "competency_integrity_age_seconds",
      help: "How long ago a check of the stored data last came to a result",
      labelNames: ["check"],
      registers,
    }),
    backupAge: new Gauge({
      name: "competency_backup_age_seconds",
      help: "How long ago the newest whole copy of the database was made; absent where the program makes none",
      // Without a label it would be 0 from the start.
      labelNames: ["copy"],
      registers,
    }),
    unexpectedErrors: new Counter({
      name: "errors_total",
      help: "Unexpected errors since the beginning, by the process that had them (page: while the server rendered one); the same in all web processes",
      labelNames: ["process"],
      registers,
    }),
    errorGroups: new Gauge({
      name: "error_groups",
      help: "Groups of the same error that nobody marked as resolved (open), or that came back after it (regressed)",
      labelNames: ["state"],
      registers,
    }),
    vitals: vitalNames.map((name) => {
      const vital = new Histogram({
        name: `web_vitals_${name.toLowerCase()}${name === "CLS" ? "" : "_seconds"}`,
        help: `${name} as browsers measured it, of one page load in four, by the pattern of the page`,
        labelNames: ["page", "device"],
        buckets: vitalBuckets[name],
        registers,
      });
      return [name, vital] as const;
    }),
    smsSegmentsSent: 0,
  };
}

/** @param isRefused whether the process had too much to do for it, which `countRefused` counts and is no failure */
export function observeRequest(
  method: string,
  route: string,
  status: number,
  durationMs: number,
  isRefused = false,
): void {
  metrics().requests.observe({ method, route, status: String(status) }, durationMs / 1000);
  if (status >= 500 && !isRefused) metrics().errors.inc({ method, route });
}

export function countRefused(urgency: string): void {
  metrics().refused.inc({ urgency });
}

export function setSocketsOpen(count: number): void {
  metrics().sockets.set(count);
}

export function countSocketClosed(code: number): void {
  metrics().socketsClosed.inc({ code: String(code) });
}

export function countMessagesSent(count: number): void {
  metrics().messages.inc(count);
}

/** The worker counts, in the database; a counter of this process is set by beginning anew. */
export function setRelay(numbered: number, eventsWaiting: number, lagSeconds: number): void {
  metrics().eventsNumbered.reset();
  metrics().eventsNumbered.inc(numbered);
  metrics().eventsWaiting.set(eventsWaiting);
  metrics().relayLag.set(lagSeconds);
}

export type JobMetrics = {
  lengths: Readonly<Record<string, number>>;
  oldestWaitingSeconds: number;
  reportAgeSeconds: number | null;
  workers: number;
  smsSegments: number;
  totals: readonly { job: string; completed: number; retried: number; failed: number; cancelled: number }[];
};

export function setJobs({
  lengths,
  oldestWaitingSeconds,
  reportAgeSeconds,
  workers,
  smsSegments,
  totals,
}: JobMetrics): void {
  for (const [state, length] of Object.entries(lengths)) metrics().queue.set({ state }, length);
  metrics().jobsOldest.set(oldestWaitingSeconds);
  if (reportAgeSeconds !== null) metrics().jobsReportAge.set(reportAgeSeconds);
  metrics().workers.set(workers);
  metrics().smsSegments.set({ process: "worker" }, smsSegments);
  metrics().jobs.reset();
  for (const { job, ...outcomes } of totals) {
    for (const [outcome, count] of Object.entries(outcomes)) metrics().jobs.inc({ job, outcome }, count);
  }
}

export function setNotificationsDue(waiting: number, oldestSeconds: number): void {
  metrics().notificationsDue.set(waiting);
  metrics().notificationsOldest.set(oldestSeconds);
}

export type CheckFigures = { kind: string; findings: number; ageSeconds: number | null };

export function setIntegrity(checks: readonly CheckFigures[], backupAgeSeconds: number | null): void {
  for (const { kind, findings, ageSeconds } of checks) {
    metrics().integrityFindings.set({ check: kind }, findings);
    if (ageSeconds !== null) metrics().integrityAge.set({ check: kind }, ageSeconds);
  }
  if (backupAgeSeconds !== null) metrics().backupAge.set({ copy: "newest" }, backupAgeSeconds);
}

export function observeVital(vital: VitalName, labels: { page: string; device: string }, value: number): void {
  for (const [name, histogram] of metrics().vitals) if (name === vital) histogram.observe(labels, value);
}

/** All processes count, in the database; a counter of this process is set by beginning anew. */
export function setErrors(
  totals: readonly { process: string; times: number }[],
  groups: { open: number; regressed: number },
): void {
  metrics().unexpectedErrors.reset();
  // From 0, so that the first error is an increase.
  for (const process of ["web", "worker", "page", "browser"]) metrics().unexpectedErrors.inc({ process }, 0);
  for (const { process, times } of totals) metrics().unexpectedErrors.inc({ process: process.toLowerCase() }, times);
  for (const [state, count] of Object.entries(groups)) metrics().errorGroups.set({ state }, count);
}

/** Of this process: web sends codes, and each worker, which has no `/metrics`, reports what it sent. */
export function countSmsSegments(count: number): void {
  metrics().smsSegmentsSent += count;
  metrics().smsSegments.set({ process: "web" }, metrics().smsSegmentsSent);
}

export function smsSegmentsSent(): number {
  return metrics().smsSegmentsSent;
}

export function countCacheRead(cache: string, outcome: "hit" | "shared_hit" | "joined" | "miss"): void {
  metrics().cacheReads.inc({ cache, outcome });
}

export function countCacheLoad(cache: string, durationMs: number): void {
  metrics().cacheLoads.observe({ cache }, durationMs / 1000);
}

export function setCacheSize(cache: string, entries: number, bytes: number): void {
  metrics().cacheEntries.set({ cache }, entries);
  metrics().cacheBytes.set({ cache }, bytes);
}

export function countCacheEviction(cache: string): void {
  metrics().cacheEvictions.inc({ cache });
}

export function countCacheInvalidation(tags: number): void {
  metrics().cacheInvalidations.inc(tags);
}

/** Adds a function that updates metrics before they are read; returns a function that removes it. */
export function onScrape(read: () => Promise<void>): () => void {
  metrics().scrapers.add(read);
  return () => void metrics().scrapers.delete(read);
}

const scrapeTimeoutMs = 2_000;

/** The metrics in Prometheus' text format. One whose function fails or hangs keeps its last value. */
export async function metricsText(): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((done) => {
    timer = setTimeout(done, scrapeTimeoutMs);
  });
  await Promise.race([Promise.allSettled([...metrics().scrapers].map((read) => read())), timeout]);
  clearTimeout(timer);
  return metrics().registry.metrics();
}
