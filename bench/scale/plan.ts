/**
 * The sums of docs/scale.md: from what people do in a day and what each of it was measured to cost, to cores, nodes and
 * primaries, and a simulation of the busiest hour that shows whether they bear it.
 */

/** What one request of a kind costs; milliseconds are of one core. `npm run scale -- --measure` writes costs.json. */
export type Cost = {
  webMs: number;
  databaseMs: number;
  workerMs: number;
  workerDatabaseMs: number;
  walBytes: number;
  /** By which the database grows for good. */
  storedBytes: number;
};

export const kinds = ["page", "read", "submit", "signIn"] as const;
export type Kind = (typeof kinds)[number];
export type Costs = Record<Kind, Cost>;

/** Guesses, each of which a school can replace by its own figures. */
export type Assumptions = {
  students: number;
  /** Of one student with their share of the staff, on a day of work. */
  perDay: Record<Kind, number>;
  daysPerYear: number;
  /** Of a day's work, what is done in its busiest hour. */
  busiestHourShare: number;
  /** Of all students, those whose busiest hour is the same. */
  sameHourShare: number;
  /** Of each core, what may be used in the busiest hour; the rest is for bursts and a node that is lost. */
  mostUse: number;
  coresOfNode: number;
  coresOfPrimary: number;
  /** Of full years, before older ones go to the archive. */
  yearsKept: number;
  /** What one restore brings back in a second, and how long it may take: the largest database that may be lost. */
  restoreBytesPerSecond: number;
  restoreSeconds: number;
};

export const world: Assumptions = {
  students: 10_000_000,
  perDay: { page: 6, read: 12, submit: 0.4, signIn: 0.3 },
  daysPerYear: 200,
  busiestHourShare: 0.15,
  sameHourShare: 0.5,
  mostUse: 0.5,
  coresOfNode: 8,
  coresOfPrimary: 16,
  yearsKept: 5,
  restoreBytesPerSecond: 100e6,
  restoreSeconds: 4 * 3600,
};

export type Plan = {
  perSecond: Record<Kind, number>;
  webCores: number;
  databaseCores: number;
  workerCores: number;
  walBytesPerSecond: number;
  storedBytes: number;
  webNodes: number;
  workerNodes: number;
  /** As many as each asks for. */
  primariesBy: { processor: number; storage: number };
  primaries: number;
};

/** Cores and bytes in the busiest hour, and what bears them. */
export function planFor(costs: Costs, a: Assumptions): Plan {
  const perSecond = Object.fromEntries(
    kinds.map((kind) => [kind, (a.students * a.perDay[kind] * a.busiestHourShare * a.sameHourShare) / 3600]),
  ) as Record<Kind, number>;
  const sum = (of: (cost: Cost) => number) =>
    kinds.reduce((total, kind) => total + perSecond[kind] * of(costs[kind]), 0);
  const webCores = sum(({ webMs }) => webMs) / 1000;
  const databaseCores = sum(({ databaseMs, workerDatabaseMs }) => databaseMs + workerDatabaseMs) / 1000;
  const workerCores = sum(({ workerMs }) => workerMs) / 1000;
  const storedBytes =
    a.students *
    a.daysPerYear *
    a.yearsKept *
    kinds.reduce((s, kind) => s + a.perDay[kind] * costs[kind].storedBytes, 0);
  const nodes = (cores: number, each: number) => Math.max(1, Math.ceil(cores / (each * a.mostUse)));
  const primariesBy = {
    processor: nodes(databaseCores, a.coresOfPrimary),
    storage: Math.max(1, Math.ceil(storedBytes / (a.restoreBytesPerSecond * a.restoreSeconds))),
  };
  return {
    perSecond,
    webCores,
    databaseCores,
    workerCores,
    walBytesPerSecond: sum(({ walBytes }) => walBytes),
    storedBytes,
    webNodes: nodes(webCores, a.coresOfNode),
    workerNodes: nodes(workerCores, a.coresOfNode),
    primariesBy,
    primaries: Math.max(primariesBy.processor, primariesBy.storage),
  };
}

export type Simulated = { requests: number; webUse: number; databaseUse: number; p50Ms: number; p99Ms: number };

/**
 * One of the plan's primaries with its share of the web nodes, for so many seconds of the busiest hour: requests come at
 * random (Poisson), each takes a core of a web node and then one of the primary for an exponential time around its
 * cost, in the order in which they come. `times` multiplies what comes, as where nodes are lost.
 */
export function simulate(
  costs: Costs,
  plan: Plan,
  a: Assumptions,
  { seconds, times = 1, seed = 1 }: { seconds: number; times?: number; seed?: number },
): Simulated {
  const random = generator(seed);
  const exponential = (mean: number) => -Math.log(1 - random()) * mean;
  const arrivals = kinds.flatMap((kind) => {
    const rate = (plan.perSecond[kind] * times) / plan.primaries;
    const list: { kind: Kind; at: number }[] = [];
    for (let at = exponential(1 / rate); at < seconds; at += exponential(1 / rate)) list.push({ kind, at });
    return list;
  });
  arrivals.sort((one, other) => one.at - other.at);
  const web = servers(Math.max(1, Math.round((plan.webNodes * a.coresOfNode) / plan.primaries)));
  const atDatabase = arrivals.map(({ kind, at }) => ({
    kind,
    at,
    from: web.serve(at, exponential(costs[kind].webMs / 1000)),
  }));
  atDatabase.sort((one, other) => one.from - other.from);
  const database = servers(a.coresOfPrimary);
  const latencies = atDatabase.map(({ kind, at, from }) => {
    // What the worker asks of the primary for it takes a core as well, and nobody waits for it.
    const end = database.serve(from, exponential(costs[kind].databaseMs / 1000));
    if (costs[kind].workerDatabaseMs > 0) database.serve(from, exponential(costs[kind].workerDatabaseMs / 1000));
    return (end - at) * 1000;
  });
  latencies.sort((one, other) => one - other);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0;
  return {
    requests: latencies.length,
    webUse: web.busySeconds() / (web.count * seconds),
    databaseUse: database.busySeconds() / (database.count * seconds),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  };
}

/** So many cores that serve in the order of arrival. */
function servers(count: number) {
  const freeAt = new Float64Array(count);
  let busy = 0;
  return {
    count,
    busySeconds: () => busy,
    /** When the work that arrives at this moment is done. */
    serve(at: number, work: number): number {
      let first = 0;
      for (let n = 1; n < count; n += 1) if ((freeAt[n] ?? 0) < (freeAt[first] ?? 0)) first = n;
      const end = Math.max(at, freeAt[first] ?? 0) + work;
      freeAt[first] = end;
      busy += work;
      return end;
    },
  };
}

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const number = (value: number, digits = 0) => value.toLocaleString("en-US", { maximumFractionDigits: digits });

/** The tables of docs/scale.md, in Markdown. */
export function tables(costs: Costs, a: Assumptions): string {
  const plan = planFor(costs, a);
  const rows = kinds.map((kind) => {
    const { webMs, databaseMs, workerMs, workerDatabaseMs, walBytes, storedBytes } = costs[kind];
    const cells = [a.perDay[kind], number(plan.perSecond[kind])];
    const costsOf = [webMs, databaseMs, workerMs, workerDatabaseMs].map((ms) => number(ms, 2));
    return `| ${[kind, ...cells, ...costsOf, number(walBytes / 1000, 1), number(storedBytes / 1000, 1)].join(" | ")} |`;
  });
  const quiet = simulate(costs, plan, a, { seconds: 60 });
  const burst = simulate(costs, plan, a, { seconds: 60, times: 1.7 });
  const lines = [
    "| request | a day | a second | web ms | database ms | worker ms | its database ms | WAL kB | stored kB |",
    "|---|---|---|---|---|---|---|---|---|",
    ...rows,
    "",
    "| in the busiest hour | |",
    "|---|---|",
    `| cores of web | ${number(plan.webCores)}, which are ${plan.webNodes} nodes of ${a.coresOfNode} cores |`,
    `| cores of workers | ${number(plan.workerCores, 1)}, which are ${plan.workerNodes} nodes |`,
    `| cores of databases | ${number(plan.databaseCores, 1)}, for which ${plan.primariesBy.processor} primaries of ${a.coresOfPrimary} cores would do |`,
    `| write-ahead log | ${number(plan.walBytesPerSecond / 1e6, 1)} MB/s |`,
    `| stored in ${a.yearsKept} years | ${number(plan.storedBytes / 1e12, 1)} TB, for which it takes ${plan.primariesBy.storage} primaries |`,
    "",
    "| simulated minute | requests | web in use | database in use | median ms | p99 ms |",
    "|---|---|---|---|---|---|",
    ...[["as planned", quiet] as const, ["1.7 times as much", burst] as const].map(([name, s]) => {
      const use = [s.webUse, s.databaseUse].map((share) => `${number(share * 100)}%`);
      return `| ${[name, number(s.requests), ...use, number(s.p50Ms, 1), number(s.p99Ms, 1)].join(" | ")} |`;
    }),
  ];
  return lines.join("\n");
}
