import { DrizzleQueryError, fillPlaceholders, type Placeholder, type SQL, sql } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { PgDialect } from "drizzle-orm/pg-core";
import type pg from "pg";
import type { z } from "zod";

/**
 * The project's way to the data. A statement is built once for each connection, from the tables of
 * `platform/db/tables`, and prepared under its name; after that it is only bound. Its parameters have names and its
 * rows have types:
 *
 * - `statement`: Drizzle's query builder, which infers the type of the rows. A write without `returning` returns the
 *   number of rows.
 * - `sqlStatement`: what is better written in SQL (aggregates, JSON, data-modifying CTEs), over the same tables, with a
 *   Zod schema for its rows.
 * - `sqlWrite`: the same for a write without `returning`; returns the number of rows.
 *
 * Names are unique in the project, which a test checks.
 */
export type Statement<Values, Result> = {
  readonly name: string;
  /** Its text, as the server prepares it. */
  sql(): string;
  /** Sends at once, before anything is awaited. Fails with the database's own error. */
  run(connection: Connection, values: Values): Promise<Result>;
};

/** The type of a statement's rows. */
export type RowOf<S extends Statement<never, readonly unknown[]>> = Awaited<ReturnType<S["run"]>>[number];

/**
 * The named parameters of a statement, used like values where it is built. They are placeholders; the type is also SQL,
 * since Drizzle's `set` accepts a placeholder but its type does not.
 */
export type Params<Values> = { readonly [Name in keyof Values & string]: Param<Name, Values[Name]> };

export type Param<Name extends string, Value> = Placeholder<Name, Value> & SQL<Value>;

/** One connection of a pool: Drizzle on it, and the statements built for it. */
export type Connection = {
  /** Passes a query to the transaction that currently runs on the connection. */
  send: (query: pg.QueryConfig) => Promise<pg.QueryResult>;
  db: NodePgDatabase;
  prepared: Map<string, Prepared>;
};

type ValueMap = Record<string, unknown>;
type Prepared = { execute(values: ValueMap): Promise<unknown> };
type Preparable = {
  prepare(name: string): { execute(values?: ValueMap): Promise<unknown> };
  toSQL(): { sql: string };
};
/** The type of a builder's rows; for a write without `returning`, their number. */
type ResultOf<Query extends Preparable> =
  Awaited<ReturnType<ReturnType<Query["prepare"]>["execute"]>> extends readonly (infer Row)[] ? Row[] : number;

/** What tests look at: `row` is how a statement in SQL reads its rows. */
type Described = Pick<Statement<never, unknown>, "name" | "sql"> & { row?: z.ZodType };

const statements: Described[] = [];

/** Those of all modules that are loaded: a test has a server prepare each. */
export const allStatements: readonly Described[] = statements;

function register<One extends Described>(one: One): One {
  statements.push(one);
  return one;
}

export function openConnection(): Connection {
  const connection: Connection = {
    send: () => Promise.reject(new Error("a statement was run outside a transaction")),
    // Drizzle calls only `query` of a client, and passes the values separately.
    db: drizzle({
      query: (config: pg.QueryConfig, values: unknown[]) => connection.send({ ...config, values }),
    } as unknown as pg.Client),
    prepared: new Map(),
  };
  return connection;
}

/** A statement of Drizzle's query builder. */
export function statement<Query extends Preparable, Values extends ValueMap = Record<never, never>>(
  name: string,
  build: (db: NodePgDatabase, params: Params<Values>) => Query,
): Statement<Values, ResultOf<Query>> {
  return register({
    name,
    sql: () => build(builder, paramsOf<Values>()).toSQL().sql,
    async run(connection, values) {
      let prepared = connection.prepared.get(name);
      if (!prepared) {
        prepared = build(connection.db, paramsOf<Values>()).prepare(name);
        connection.prepared.set(name, prepared);
      }
      const result = await prepared.execute(values).catch(throwCause);
      // Without rows to map, Drizzle returns the driver's result; the compiler cannot distinguish the two.
      return (Array.isArray(result) ? result : (result as pg.QueryResult).rowCount) as ResultOf<Query>;
    },
  });
}

/**
 * A statement in SQL. `row` parses each row: numeric and bigint arrive as text, timestamps as Date.
 *
 * `isPlannedForValues`: of a list with filters that are mostly absent (`… is null or …`), or sorted by a parameter. A
 * plan for all values reckons with every filter at once, hence with one row, and reads a whole school where a search
 * finds ten; so the server is not given a name under which it would keep one.
 */
export function sqlStatement<Row extends z.ZodType, Values extends ValueMap = Record<never, never>>(
  name: string,
  row: Row,
  build: (params: Params<Values>) => SQL,
  { isPlannedForValues = false }: { isPlannedForValues?: boolean } = {},
): Statement<Values, z.output<Row>[]> {
  const query = sqlQuery<Values>(name, build);
  return register({
    name,
    sql: query.sql,
    row,
    async run(connection, values) {
      const bound = query.bind(values);
      const { rows } = await connection.send(isPlannedForValues ? { ...bound, name: undefined } : bound);
      return rows.map((line) => row.parse(line));
    },
  });
}

/** A write in SQL without `returning`; returns the number of rows. */
export function sqlWrite<Values extends ValueMap = Record<never, never>>(
  name: string,
  build: (params: Params<Values>) => SQL,
): Statement<Values, number> {
  const query = sqlQuery<Values>(name, build);
  return register({
    name,
    sql: query.sql,
    async run(connection, values) {
      return (await connection.send(query.bind(values))).rowCount ?? 0;
    },
  });
}

/** The names of columns without their table, as an insert's list and the left side of `set` need them. */
export function columns(...named: readonly { name: string }[]): SQL {
  return sql.join(
    named.map(({ name }) => sql.identifier(name)),
    sql`, `,
  );
}

/** Drizzle's query builder without a connection, for the parts of a larger statement: `….getSQL()`. */
export const builder: NodePgDatabase = drizzle.mock();

const dialect = new PgDialect();

/** Text and parameter order depend on the tables only, so they are built once for all connections. */
function sqlQuery<Values extends ValueMap>(name: string, build: (params: Params<Values>) => SQL) {
  let built: { sql: string; params: unknown[] } | undefined;
  const query = () => {
    built ??= dialect.sqlToQuery(build(paramsOf<Values>()));
    return built;
  };
  return {
    sql: () => query().sql,
    bind(values: Values): pg.QueryConfig {
      const { sql: text, params } = query();
      return { name, text, values: fillPlaceholders(params, values) };
    },
  };
}

function paramsOf<Values>(): Params<Values> {
  // Only the compiler knows the names, so each placeholder is created when its name is read.
  return new Proxy({}, { get: (_, name) => sql.placeholder(String(name)) }) as Params<Values>;
}

/** Drizzle wraps an error into one whose message contains the bound values; only the database's own is passed on. */
function throwCause(error: unknown): never {
  throw error instanceof DrizzleQueryError ? error.cause : error;
}
