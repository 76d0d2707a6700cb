import { formatBytes } from "#src/ui/format-bytes.ts";

const count = (n: number) => n.toLocaleString("en");
const some = (n: number, one: string, many: string) => `${count(n)} ${n === 1 ? one : many}`;
const percent = (share: number) => share.toLocaleString("en", { style: "percent", maximumFractionDigits: 0 });

/** By the server's words for what a connection does. */
const states: Record<string, string> = {
  active: "at work",
  "idle in transaction": "waiting within a transaction",
  "idle in transaction (aborted)": "within a failed transaction",
};

/** Texts of the card about the database. */
export const databaseStrings = {
  title: "Database",
  help: "What its server keeps of itself, read at most every 15 seconds.",
  read: "Read",
  notRead: "The database did not say how it is",
  size: "Size",
  connections: "Connections to the server",
  connectionsOf: (used: number, most: number) => `${count(used)} of ${count(most)}`,
  here: "Of this database",
  connectionsHere: (connections: { state: string; count: number }[]) =>
    connections.map(({ state, count: n }) => `${count(n)} ${states[state] ?? state}`).join(", "),
  locks: "Waiting for a lock",
  noLocks: "Nobody",
  locksWaiting: (n: number, seconds: number) => `${count(n)}, the longest for ${duration(seconds)}`,
  longestTransaction: "Longest transaction",
  duration,
  replicas: "Replicas",
  noReplicas: "None",
  replica: ({ name, bytes, seconds }: { name: string; bytes: number | null; seconds: number }) =>
    `${name}: ${bytes === null ? "not known" : formatBytes(bytes)} and ${duration(seconds)} behind`,
  tables: "Largest tables",
  table: (bytes: number, deadShare: number) => `${formatBytes(bytes)}, ${percent(deadShare)} of the rows are dead`,
  statements: "What takes longest",
  statement: (calls: number, meanMs: number, share: number) =>
    `${some(calls, "call", "calls")}, ${milliseconds(meanMs)} each, ${percent(share)} of the time`,
  noStatements: "Nothing was counted yet.",
  notSeen:
    "The server does not show it to the program. It has to be a member of pg_read_all_stats; docs/operations.md has how.",
  statementsNotSeen:
    "Not counted here: the server has to load pg_stat_statements (shared_preload_libraries), and the program may read it. docs/operations.md has how.",
} as const;

function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toLocaleString("en", { maximumFractionDigits: 1 })} s`;
  return seconds < 120 ? `${Math.round(seconds)} s` : `${count(Math.round(seconds / 60))} min`;
}

function milliseconds(ms: number): string {
  return `${ms.toLocaleString("en", { maximumSignificantDigits: 2 })} ms`;
}
