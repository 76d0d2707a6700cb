import type { ErrorSource } from "#src/features/health/values.ts";

const count = (n: number) => n.toLocaleString("en");

/** Texts of the list of errors. */
export const errorsStrings = {
  title: "Errors of the program",
  help: "Without names, ids, numbers and quoted words.",
  whichLabel: "Which errors",
  unresolved: "Unresolved",
  resolved: "Resolved",
  none: { UNRESOLVED: "No unresolved errors", RESOLVED: "No resolved errors" },
  noneHelp: "What fails unexpectedly is shown here within seconds.",
  others: "Too many to tell apart",
  sources: { WEB: "Server", WORKER: "Worker", PAGE: "Page", BROWSER: "Browser" } satisfies Record<ErrorSource, string>,
  times: (n: number) => (n === 1 ? "Once" : `${count(n)} times`),
  last: "last",
  first: "First seen",
  regressed: "Came back",
  resolve: "Resolve",
  resolveNamed: (kind: string) => `Resolve: ${kind}`,
  reopen: "Reopen",
  reopenNamed: (kind: string) => `Reopen: ${kind}`,
  details: "Details",
  releases: (names: readonly string[]) => `Seen in ${names.length === 1 ? "release" : "releases"} ${names.join(", ")}`,
  place: (place: string) => `In ${place}`,
  noStack: "No stack is known.",
  notChanged: "That was not changed",
} as const;
