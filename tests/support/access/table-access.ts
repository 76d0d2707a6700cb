/**
 * What the tests know about a table: who may do what to which of its rows by the database alone, and the rows and
 * statements by which that is tried. It is written from the domain, not from the policies; `access.db.test.ts` compares
 * the policies with it, row by row. A feature describes its tables in its `access.ts`.
 */
export type TableAccess = {
  rules: TableRules;
  /** What roles without a user may do, with the whole table, since no row belongs to such a role. */
  withoutUser?: Readonly<Partial<Record<RoleWithoutUser, readonly Verb[]>>>;
  /**
   * SQL that adds rows to two-schools.ts, in each relation and state of the rules; rows.ts has the people to choose
   * from.
   */
  rows?: string;
  /** Tables whose rows must be inserted before, beside those that the table refers to. */
  rowsAfter?: readonly string[];
  attempts?: Attempts;
  /** Names in errors of this table's own triggers, which refuse a row before its policy is checked. */
  walls?: readonly string[];
  /** Conditions of its policies that can be widened unnoticed. */
  caughtElsewhere?: readonly CaughtElsewhere[];
};

/** By the name of the table. */
export type Access = Readonly<Record<string, TableAccess>>;

export type Verb = "read" | "add" | "change" | "remove";
export const verbs: readonly Verb[] = ["read", "add", "change", "remove"];

/** `app_auth` signs people in and reads no records of learning; `app_realtime` decides who receives an event. */
export type RoleWithoutUser = "app_auth" | "app_realtime";

/**
 * The relations between a signed-in person and a row that allow a verb. A line allows when each of its parts holds, a
 * verb when one of its lines does, and a verb that is not listed is granted to nobody.
 *
 * Parts are words of relations.ts, or states of the row in capitals (any of them), each with "not" before it:
 * "supervised & not DRAFT". `changeTo` lists what a row may become, where that differs from which row may be changed.
 */
export type TableRules = {
  /** The columns that the words refer to; the school is `school_id` unless another is given. */
  school?: string;
  person?: string;
  author?: string;
  state?: string;
  read?: readonly string[];
  /** Who reads: requests by `authenticated`, commands by `app_command`. */
  readBy?: readonly ("authenticated" | "app_command")[];
  add?: readonly string[];
  change?: readonly string[];
  changeTo?: readonly string[];
  remove?: readonly string[];
};

/** A row as JSON, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * What is tried: rows to add, one for each combination of `vary`, and what each existing row is changed to, one column
 * at a time. `also` has further rows, and changes of several columns at once. They include what keys and checks refuse,
 * since policies are checked before those.
 */
export type Attempts = {
  add?: { vary: Readonly<Record<string, readonly unknown[]>>; also?: readonly Row[]; rest?: (row: Row) => Row };
  change?: { touch: Row; to?: Readonly<Record<string, readonly unknown[]>>; also?: readonly Row[] };
};

/**
 * Conditions that can be widened unnoticed, since something else refuses first (a constraint, a trigger, a grant on
 * columns, or the policy for reading what a subquery reads), and the SQL that removes it.
 */
export type CaughtElsewhere = {
  policy: string;
  clause: "using" | "with check";
  condition: RegExp;
  /** Why it refuses everything that the condition would. */
  reason: string;
  without: string;
};
