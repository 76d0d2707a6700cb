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
      help: "Time from the request's arrival to its answer, without those that http_requests_refused_total counts",
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
    events: new Counter({
      name: "events_total",
      help: "What happened in the product, by type of event, counted once each since the count began; the same in all web processes",
      labelNames: ["type"],
      registers,
    }),
    signIns: new Counter({
      name: "sign_ins_total",
      help: "Answers to an address with a password: in, a second factor asked for, refused, locked out, or of a school that is suspended",
      labelNames: ["outcome"],
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
    database: {
      connections: new Gauge({
        name: "db_connections",
        help: "Connections to the database by state, of all processes; absent where the server does not show it",
        labelNames: ["state"],
        registers,
      }),
      connectionsUsed: new Gauge({
        name: "db_connections_used",
        help: "Connections to the server (used), and how many it takes (most)",
        labelNames: ["of"],
        registers,
      }),
      locks: new Gauge({
        name: "db_locks_waiting",
        help: "Sessions that wait for a lock, and how long the longest has (db_lock_wait_seconds)",
        labelNames: ["database"],
        registers,
      }),
      lockWait: new Gauge({
        name: "db_lock_wait_seconds",
        help: "How long the longest wait for a lock has taken",
        labelNames: ["database"],
        registers,
      }),
      transaction: new Gauge({
        name: "db_longest_transaction_seconds",
        help: "How long the oldest open transaction has taken; absent where the server does not show it",
        labelNames: ["database"],
        registers,
      }),
      idAge: new Gauge({
        name: "db_transaction_id_age",
        help: "Age of the oldest row in transactions; the server stops near 2000000000",
        labelNames: ["database"],
        registers,
      }),
      bytes: new Gauge({
        name: "db_size_bytes",
        help: "Size of the database",
        labelNames: ["database"],
        registers,
      }),
      blocks: new Gauge({
        name: "db_blocks_total",
        help: "Blocks that were in the buffers (memory) or were not (disk), since the statistics were reset",
        labelNames: ["source"],
        registers,
      }),
      deadlocks: new Gauge({
        name: "db_deadlocks_total",
        help: "Deadlocks since the statistics were reset",
        labelNames: ["database"],
        registers,
      }),
      tableBytes: new Gauge({
        name: "db_table_bytes",
        help: "Size of the 20 largest tables when they were last vacuumed or analysed, without indexes",
        labelNames: ["table"],
        registers,
      }),
      tableDead: new Gauge({
        name: "db_table_dead_share",
        help: "Dead rows of such a table as a share of all of its rows, as the server estimates them",
        labelNames: ["table"],
        registers,
      }),
      replicaBytes: new Gauge({
        name: "db_replica_lag_bytes",
        help: "What a replica, or another that follows the log, has not applied yet",
        labelNames: ["replica"],
        registers,
      }),
      replicaSeconds: new Gauge({
        name: "db_replica_lag_seconds",
        help: "How long what a replica applied last took to be applied",
        labelNames: ["replica"],
        registers,
      }),
      statementCalls: new Gauge({
        name: "db_statement_calls_total",
        help: "Calls of the 20 statements that took longest in all, by their name in the program",
        labelNames: ["statement"],
        registers,
      }),
      statementSeconds: new Gauge({
        name: "db_statement_seconds_total",
        help: "Time that the server has spent on them",
        labelNames: ["statement"],
        registers,
      }),
      statementShare: new Gauge({
        name: "db_statement_share",
        help: "The same as a share of the time of all statements",
        labelNames: ["statement"],
        registers,
      }),
    },
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

/** Not for one that was refused for lack of room: a refusal takes a millisecond, and would make answers look faster. */
export function observeRequest(method: string, route: string, status: number, durationMs: number): void {
  metrics().requests.observe({ method, route, status: String(status) }, durationMs / 1000);
  if (status >= 500) metrics().errors.inc({ method, route });
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

/** The relay counts, in the database; a counter of this process is set by beginning anew. */
export function setEvents(totals: readonly { type: string; count: number }[]): void {
  metrics().events.reset();
  for (const { type, count } of totals) metrics().events.inc({ type }, count);
}

export type SignInOutcome = "in" | "second_factor" | "refused" | "locked_out" | "suspended";

export function countSignInOutcome(outcome: SignInOutcome): void {
  metrics().signIns.inc({ outcome });
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

export type DatabaseMetrics = {
  connections: Readonly<Record<string, number>> | null;
  connectionsUsed: number;
  connectionsMost: number;
  longestTransactionSeconds: number | null;
  transactionIdAge: number;
  bytes: number;
  locksWaiting: number;
  lockWaitSeconds: number;
  blocksHit: number;
  blocksRead: number;
  deadlocks: number;
  tables: readonly { name: string; bytes: number; deadShare: number }[];
  replicas: readonly { name: string; bytes: number | null; seconds: number }[] | null;
  statements: ReadonlyMap<string, { calls: number; seconds: number; share: number }>;
};

/** What is not among the figures is not shown. */
export function setDatabase(figures: DatabaseMetrics): void {
  const { database } = metrics();
  for (const gauge of Object.values(database)) gauge.reset();
  for (const [state, count] of Object.entries(figures.connections ?? {})) database.connections.set({ state }, count);
  database.connectionsUsed.set({ of: "used" }, figures.connectionsUsed);
  database.connectionsUsed.set({ of: "most" }, figures.connectionsMost);
  const own = { database: "own" };
  database.locks.set(own, figures.locksWaiting);
  database.lockWait.set(own, figures.lockWaitSeconds);
  if (figures.longestTransactionSeconds !== null) database.transaction.set(own, figures.longestTransactionSeconds);
  database.idAge.set(own, figures.transactionIdAge);
  database.bytes.set(own, figures.bytes);
  database.blocks.set({ source: "memory" }, figures.blocksHit);
  database.blocks.set({ source: "disk" }, figures.blocksRead);
  database.deadlocks.set(own, figures.deadlocks);
  for (const { name: table, bytes, deadShare } of figures.tables) {
    database.tableBytes.set({ table }, bytes);
    database.tableDead.set({ table }, deadShare);
  }
  for (const { name: replica, bytes, seconds } of figures.replicas ?? []) {
    if (bytes !== null) database.replicaBytes.set({ replica }, bytes);
    database.replicaSeconds.set({ replica }, seconds);
  }
  for (const [statement, { calls, seconds, share }] of figures.statements) {
    database.statementCalls.set({ statement }, calls);
    database.statementSeconds.set({ statement }, seconds);
    database.statementShare.set({ statement }, share);
  }
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
