import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getTableName, type Table } from "drizzle-orm";
import { config } from "#src/config.ts";
import { bus } from "#src/platform/bus/open-bus.ts";
import { type Cache, type CacheOptions, Caches, type Loaded } from "#src/platform/cache/cache.ts";
import { RedisStore } from "#src/platform/cache/redis-store.ts";
import { writesOf } from "#src/platform/cache/writes-of.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { acknowledgedFlags, predictionSettings, studentPredictions } from "#src/platform/db/tables/predictions.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { wordings } from "#src/platform/db/tables/wordings.ts";
import { connectRedis } from "#src/platform/redis/redis.ts";

/**
 * The caches of the program; `docs/decisions/0019-what-is-cached.md` says what is worth one. `madeFrom` are the tables of
 * values with tags. They are listed here and not in their features, since every process has to know which of its writes
 * concern others, whatever it has loaded.
 */
const kinds = {
  /** Answers about published frameworks, whose keys contain the version. */
  frameworks: { name: "frameworks", ttlMs: 3_600_000, maxBytes: 16 * 1024 * 1024, isShared: true },
  /** Rows of the cohort matrix, as they are sent; their keys contain the version of the student's cells and the day. */
  matrixRows: { name: "matrix_rows", ttlMs: 3_600_000, maxBytes: 16 * 1024 * 1024 },
  /** The whole matrix, as it is sent; its key is its tag. A large one is 2 MB, counted as 4. */
  matrices: { name: "matrices", ttlMs: 3_600_000, maxBytes: 32 * 1024 * 1024 },
  /** What a student was given and has completed; its keys contain the version of their cells. */
  studentPlans: { name: "student_plans", ttlMs: 24 * 3_600_000, maxBytes: 16 * 1024 * 1024 },
  /** How paces differ in a cohort, as of the beginning of a day, which is in the key. */
  cohortPaces: { name: "cohort_paces", ttlMs: 24 * 3_600_000, maxBytes: 1024 * 1024 },
  /** The standing of a school's students by cohort. It also depends on the day, so it expires soon. */
  cohorts: {
    name: "cohorts",
    ttlMs: 30_000,
    maxBytes: 4 * 1024 * 1024,
    madeFrom: [
      acknowledgedFlags,
      cohorts,
      predictionSettings,
      programs,
      schools,
      studentPredictions,
      studentProgress,
      users,
    ],
  },
  /** The sentences of suggestions in a school's words, which change when its admins change them. */
  wordings: { name: "wordings", ttlMs: 60_000, maxBytes: 2 * 1024 * 1024, madeFrom: [wordings] },
} satisfies Record<string, CacheOptions & { madeFrom?: readonly Table[] }>;

/** Functions of the database that write to such tables, beside the triggers of a statement that does too. */
const functionsThatWrite = { remove_unused_groups: [getTableName(cohorts), getTableName(programs)] };

const kindsByWrite = new Map<string, string[]>();
for (const { name, madeFrom } of [kinds.cohorts, kinds.wordings]) {
  const tables = madeFrom.map((table: Table) => getTableName(table));
  const functions = Object.entries(functionsThatWrite).filter(([, written]) => written.some((t) => tables.includes(t)));
  for (const write of [...tables, ...functions.map(([called]) => called)]) {
    kindsByWrite.set(write, [...(kindsByWrite.get(write) ?? []), name]);
  }
}

/** The writes that concern some cache: tables and functions. */
export const writesThatCount: readonly string[] = [...kindsByWrite.keys()];

/** Writes to such a table that change no value: with every sign-in, when its person was last seen. */
const harmless: ReadonlySet<string> = new Set(["session_user_seen"]);

/** In place of a school: what all schools read, and the work of jobs, which may be for any of them. */
const everySchool = "*";
const sharedSchool = "default";

export function frameworkCache(): Cache {
  return openCaches().frameworks;
}

export function matrixRowCache(): Cache {
  return openCaches().matrixRows;
}

export function matrixCache(): Cache {
  return openCaches().matrices;
}

export function studentPlanCache(): Cache {
  return openCaches().studentPlans;
}

export function cohortPaceCache(): Cache {
  return openCaches().cohortPaces;
}

/**
 * What its readers in the school read alike: of cohorts every admin, of wordings everybody. The caller has decided that the
 * reader is one.
 */
export async function readOfSchool(
  kind: "cohorts" | "wordings",
  schoolId: string,
  load: () => Promise<Loaded>,
): Promise<string> {
  const tags = [tagOf(kind, schoolId), tagOf(kind, everySchool)];
  const value = await openCaches()[kind].read({ key: schoolId, tags, load });
  if (value === undefined) throw new Error(`${kind} loaded nothing`);
  return value;
}

/** Collects which caches the statements of a transaction concern. */
export class Writes {
  readonly #kinds = new Set<string>();

  note({ name = "", text }: { name?: string | undefined; text: string }): void {
    if (harmless.has(name)) return;
    for (const write of writesOf(text)) {
      for (const kind of kindsByWrite.get(write) ?? []) this.#kinds.add(kind);
    }
  }

  /**
   * To be called when the transaction is over, however it ended: of a lost connection nobody knows whether it committed.
   * @param schoolId of the user whose policies held; undefined where the transaction could write to any school
   */
  announce(schoolId: string | undefined): void {
    if (this.#kinds.size === 0) return;
    const school = schoolId === undefined || schoolId === sharedSchool ? everySchool : schoolId;
    openCaches().all.invalidate([...this.#kinds].map((kind) => tagOf(kind, school)));
  }
}

/**
 * To be called before a browser is told of events of these schools: it asks again at once, and the signal of the process
 * that wrote them may still be on its way.
 */
export function forgetSchools(schoolIds: Iterable<string>): void {
  const tags = [...new Set(schoolIds)].flatMap((schoolId) =>
    [kinds.cohorts, kinds.wordings].map(({ name }) => tagOf(name, schoolId)),
  );
  holder[registryKey]?.all.forget(tags);
}

function tagOf(kind: string, school: string): string {
  return `${kind}:${school}`;
}

type Open = { all: Caches; store: RedisStore | undefined } & Record<keyof typeof kinds, Cache>;

/** On globalThis, since Next bundles its own copy of every module. */
const registryKey = Symbol.for("competency.caches");
const holder = globalThis as { [registryKey]?: Open | undefined };

function openCaches(): Open {
  holder[registryKey] ??= open();
  return holder[registryKey];
}

/** A reader waits so long for Redis, once, before all go on without it. */
const answerWithinMs = 50;

function open(): Open {
  const store = config.redis
    ? new RedisStore(connectRedis(config.redis, { commandTimeout: answerWithinMs }), sharers())
    : undefined;
  const all = new Caches(bus(), store);
  return {
    all,
    store,
    frameworks: all.open(kinds.frameworks),
    matrixRows: all.open(kinds.matrixRows),
    matrices: all.open(kinds.matrices),
    studentPlans: all.open(kinds.studentPlans),
    cohortPaces: all.open(kinds.cohortPaces),
    cohorts: all.open(kinds.cohorts),
    wordings: all.open(kinds.wordings),
  };
}

/** For a bench, which compares with a program without caches: each read of this process loads, from now on. */
export function keepNothing(): void {
  const direct: Cache = { read: async ({ load }) => (await load())?.value };
  Object.assign(openCaches(), {
    frameworks: direct,
    matrixRows: direct,
    matrices: direct,
    studentPlans: direct,
    cohortPaces: direct,
    cohorts: direct,
    wordings: direct,
  });
}

/** Forgets all values and closes the connection to Redis; the next read opens a new one. */
export function closeCaches(): void {
  holder[registryKey]?.all.close();
  holder[registryKey]?.store?.close();
  holder[registryKey] = undefined;
}

/**
 * Processes of one build over one database share their values. Without a build, in development, there is nobody to share
 * with.
 */
function sharers(): string {
  const { host, pathname } = new URL(config.databaseUrl);
  return `${buildId()} ${host}${pathname}`;
}

function buildId(): string {
  try {
    return readFileSync(join(process.cwd(), ".next/BUILD_ID"), "utf8").trim();
  } catch {
    return randomBytes(9).toString("base64url");
  }
}
