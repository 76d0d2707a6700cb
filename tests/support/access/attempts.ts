import type { Row } from "./relations.ts";

/**
 * What is tried: rows to add, one for each combination of `vary`, and what each existing row is changed to, one column
 * at a time. They reach beyond what keys and checks allow, since a policy is asked before those.
 */
export type Attempts = {
  add?: { vary: Readonly<Record<string, readonly unknown[]>>; rest?: (row: Row) => Row };
  change?: { touch: Row; to?: Readonly<Record<string, readonly unknown[]>> };
};
