import { DrizzleQueryError, fillPlaceholders, type Placeholder, type SQL, sql } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { PgDialect } from "drizzle-orm/pg-core";
import type pg from "pg";
import type { z } from "zod";

/**
 * The project's way to the data. A statement is built once, from the tables of `platform/db/tables`, under a name
 * that the server knows its plan by; after that it is only bound. Its parameters have names and its rows have types:
 *
 * - `statement`: Drizzle's query builder. Rows are of the builder's type; a write that returns none gives their number.
 * - `sqlStatement`: what is better said in SQL (aggregates, JSON, data-modifying CTEs), over the same tables, with a
 *   Zod schema for its rows.
 * - `sqlWrite`: the same for a write that returns no rows; gives the number of rows.
 *
 * Names are unique in the project; a test holds that.
 */
export type Statement<Values, Result> = {
  readonly name: string;
  /** Sends at once, before anything is awaited. Fails with the database's own error. */
  run(connection: Connection, values: Values): Promise<Result>;
};

/** What one row of a statement is. */
export type RowOf<S extends Statement<never, readonly unknown[]>> = Awaited<ReturnType<S["run"]>>[number];

/**
 * The named parameters of a statement, to be used like values where it is built. They are placeholders; the type says
 * SQL too, since Drizzle's `set` takes a placeholder and its type does not know.
 */
export type Params<Values> = { readonly [Name in keyof Values & string]: Param<Name, Values[Name]> };

export type Param<Name extends string, Value> = Placeholder<Name, Value> & SQL<Value>;

/** One connection of a pool: Drizzle on it, and what was built for it. */
export type Connection = {
  /** Hands a query to the transaction that runs on the connection just now. */
  send: (query: pg.QueryConfig) => Promise<pg.QueryResult>;
  db: NodePgDatabase;
  prepared: Map<string, Prepared>;
};

type ValueMap = Record<string, unknown>;
type Prepared = { execute(values: ValueMap): Promise<unknown> };
type Preparable = { prepare(name: string): { execute(values?: ValueMap): Promise<unknown> } };
/** What a builder's rows are; for a write without `returning` how many there were. */
type ResultOf<Query extends Preparable> =
  Awaited<ReturnType<ReturnType<Query["prepare"]>["execute"]>> extends readonly (infer Row)[] ? Row[] : number;

export function openConnection(): Connection {
  const connection: Connection = {
    send: () => Promise.reject(new Error("a statement was run outside a transaction")),
    // Drizzle asks of a client no more than `query`, in the form with the values apart.
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
  return {
    name,
    async run(connection, values) {
      let prepared = connection.prepared.get(name);
      if (!prepared) {
        prepared = build(connection.db, paramsOf<Values>()).prepare(name);
        connection.prepared.set(name, prepared);
      }
      const result = await prepared.execute(values).catch(throwCause);
      // The driver's result where there are no rows to map; its type cannot be told apart by the compiler.
      return (Array.isArray(result) ? result : (result as pg.QueryResult).rowCount) as ResultOf<Query>;
    },
  };
}

/** A statement in SQL. Each row is checked by `row`: numeric and bigint come as text, timestamps as Date. */
export function sqlStatement<Row extends z.ZodType, Values extends ValueMap = Record<never, never>>(
  name: string,
  row: Row,
  build: (params: Params<Values>) => SQL,
): Statement<Values, z.output<Row>[]> {
  const query = sqlQuery<Values>(name, build);
  return {
    name,
    async run(connection, values) {
      const { rows } = await connection.send(query(values));
      return rows.map((line) => row.parse(line));
    },
  };
}

/** A write in SQL that returns no rows; gives how many it wrote. */
export function sqlWrite<Values extends ValueMap = Record<never, never>>(
  name: string,
  build: (params: Params<Values>) => SQL,
): Statement<Values, number> {
  const query = sqlQuery<Values>(name, build);
  return {
    name,
    async run(connection, values) {
      return (await connection.send(query(values))).rowCount ?? 0;
    },
  };
}

/** The bare names of columns, as an insert's list and the left side of `set` want them. */
export function columns(...named: readonly { name: string }[]): SQL {
  return sql.join(
    named.map(({ name }) => sql.identifier(name)),
    sql`, `,
  );
}

/** Drizzle's query builder without a connection, for the parts of a larger statement: `….getSQL()`. */
export const builder: NodePgDatabase = drizzle.mock();

const dialect = new PgDialect();

/** Text and order of the parameters follow from the tables alone, so they are made once for all connections. */
function sqlQuery<Values extends ValueMap>(name: string, build: (params: Params<Values>) => SQL) {
  let built: { sql: string; params: unknown[] } | undefined;
  return (values: Values): pg.QueryConfig => {
    built ??= dialect.sqlToQuery(build(paramsOf<Values>()));
    return { name, text: built.sql, values: fillPlaceholders(built.params, values) };
  };
}

function paramsOf<Values>(): Params<Values> {
  // Which names there are is known to the compiler alone; each is made when it is asked for.
  return new Proxy({}, { get: (_, name) => sql.placeholder(String(name)) }) as Params<Values>;
}

/** Drizzle wraps a refusal into an error whose message holds the bound values; only the database's own goes further. */
function throwCause(error: unknown): never {
  throw error instanceof DrizzleQueryError ? error.cause : error;
}
