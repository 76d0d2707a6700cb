import type { HealthPart } from "#src/features/schools/console/schema.ts";

/** What was read of the parts of the program. */
export type Reading = {
  answerMs: number;
  connections: number;
  mostConnections: number;
  databaseBytes: number;
  fileBytes: number;
  failedMails: number;
  eventsWaiting: number;
  oldestEventSeconds: number | null;
  isWorkerAlive: boolean;
  /** What the worker last reported. */
  worker: {
    queue?: Record<string, number>;
    oldestWaitingSeconds?: number | null;
    failed?: { job: string; at: string; attempts: number; cause: string } | null;
  } | null;
  mailsWaiting: number;
  oldestMailSeconds: number | null;
  /** Null where the files are kept elsewhere, or the disk could not be read. */
  disk: { freeBytes: number; totalBytes: number } | null;
  usesRedis: boolean;
  usesSmtp: boolean;
};

const slowAnswerMs = 1_000;
const slowJobSeconds = 60;
const slowEventSeconds = 10;
const slowMailSeconds = 120;
const fewConnections = 0.9;
const littleRoom = 0.1;
const noRoom = 0.02;

/** The state of each part, those that failed first, then the slow ones. */
export function partsOf(reading: Reading): HealthPart[] {
  const parts = [
    database(reading),
    jobs(reading),
    events(reading),
    email(reading),
    files(reading),
    redis(reading),
    backups(),
  ];
  const rank = ({ state }: HealthPart) => (state === "failed" ? 0 : state === "slow" ? 1 : 2);
  return parts.toSorted((a, b) => rank(a) - rank(b));
}

function database({ answerMs, connections, mostConnections, databaseBytes }: Reading): HealthPart {
  const isSlow = answerMs > slowAnswerMs || connections > mostConnections * fewConnections;
  return {
    part: "database",
    state: isSlow ? "slow" : "working",
    figures: { answerMs, connections, mostConnections, bytes: databaseBytes },
  };
}

function jobs({ isWorkerAlive, worker }: Reading): HealthPart {
  const failed = worker?.failed ?? null;
  const oldest = worker?.oldestWaitingSeconds ?? null;
  return {
    part: "jobs",
    state: !isWorkerAlive || failed ? "failed" : (oldest ?? 0) > slowJobSeconds ? "slow" : "working",
    figures: {
      isWorkerAlive: isWorkerAlive ? 1 : 0,
      waiting: worker?.queue?.waiting ?? 0,
      failed: worker?.queue?.failed ?? 0,
      oldestWaitingSeconds: oldest,
      failedJob: failed?.job ?? null,
      failedAt: failed?.at ?? null,
      failedAttempts: failed?.attempts ?? null,
      failedCause: failed?.cause ?? null,
    },
  };
}

function events({ eventsWaiting, oldestEventSeconds }: Reading): HealthPart {
  return {
    part: "events",
    state: (oldestEventSeconds ?? 0) > slowEventSeconds ? "slow" : "working",
    figures: { waiting: eventsWaiting, oldestWaitingSeconds: oldestEventSeconds },
  };
}

function email({ failedMails, mailsWaiting, oldestMailSeconds, usesSmtp }: Reading): HealthPart {
  const isSlow = (oldestMailSeconds ?? 0) > slowMailSeconds;
  return {
    part: "email",
    state: failedMails > 0 ? "failed" : isSlow ? "slow" : "working",
    figures: {
      waiting: mailsWaiting,
      oldestWaitingSeconds: oldestMailSeconds,
      failed: failedMails,
      usesSmtp: usesSmtp ? 1 : 0,
    },
  };
}

function files({ disk, fileBytes }: Reading): HealthPart {
  const share = disk && disk.totalBytes > 0 ? disk.freeBytes / disk.totalBytes : 1;
  return {
    part: "files",
    state: share < noRoom ? "failed" : share < littleRoom ? "slow" : "working",
    figures: { bytes: fileBytes, freeBytes: disk?.freeBytes ?? null, totalBytes: disk?.totalBytes ?? null },
  };
}

function redis({ usesRedis, isWorkerAlive }: Reading): HealthPart {
  // The worker keeps its jobs there, and reports only while it reaches them.
  return {
    part: "redis",
    state: usesRedis ? (isWorkerAlive ? "working" : "unknown") : "not_used",
    figures: { isUsed: usesRedis ? 1 : 0 },
  };
}

/** The program makes none; whoever runs the database does. */
function backups(): HealthPart {
  return { part: "backups", state: "unknown", figures: {} };
}
