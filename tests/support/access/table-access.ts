/**
 * What the tests know of a table: who may do what to which of its rows by the database alone, and the rows and
 * statements by which that is tried. It is written from the domain, not from the policies; `access.db.test.ts` holds the
 * policies to it, row by row. A feature has its tables in its `access.ts`.
 */
export type TableAccess = {
  rules: TableRules;
  /** What the roles reach that act for nobody in particular: the whole table, since no row is theirs. */
  withoutUser?: Readonly<Partial<Record<RoleWithoutUser, readonly Verb[]>>>;
  /** SQL that adds to two-schools.ts rows in each relation and state that the rules name; rows.ts has whom to pick. */
  rows?: string;
  /** Tables whose rows must be there first, beside those that the table refers to. */
  rowsAfter?: readonly string[];
  attempts?: Attempts;
  /** What triggers of this table alone name when they refuse a row, before its policy is asked. */
  walls?: readonly string[];
  /** Conditions of its policies that may be widened unseen. */
  caughtElsewhere?: readonly CaughtElsewhere[];
};

/** By the name of the table. */
export type Access = Readonly<Record<string, TableAccess>>;

export type Verb = "read" | "add" | "change" | "remove";
export const verbs: readonly Verb[] = ["read", "add", "change", "remove"];

/** `app_auth` signs people in and reaches no record of learning; `app_realtime` decides whom an event reaches. */
export type RoleWithoutUser = "app_auth" | "app_realtime";

/**
 * The relations between a signed-in person and a row that allow a verb. A line allows when each of its parts holds, a
 * verb when one of its lines does, and a verb that is not named is granted to nobody.
 *
 * Parts are words of relations.ts, or states of the row in capitals (any of them), each with "not" before it:
 * "supervised & not DRAFT". `changeTo` lists what a row may become, where that differs from which row may be changed.
 */
export type TableRules = {
  /** The columns that the words look at; the school is `school_id` unless another is named. */
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
 * at a time. They reach beyond what keys and checks allow, since a policy is asked before those.
 */
export type Attempts = {
  add?: { vary: Readonly<Record<string, readonly unknown[]>>; rest?: (row: Row) => Row };
  change?: { touch: Row; to?: Readonly<Record<string, readonly unknown[]>> };
};

/** Conditions that may be widened unseen, since another wall stands before them; and what takes that wall away. */
export type CaughtElsewhere = {
  policy: string;
  clause: "using" | "with check";
  condition: RegExp;
  /** Why the wall catches whatever the condition would. */
  reason: string;
  without: string;
};
