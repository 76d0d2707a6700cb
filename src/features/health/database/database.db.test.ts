import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { nameStatements } from "#src/features/health/database/name-statements.ts";
import { observeDatabase } from "#src/features/health/database/observe-database.ts";
import { selectFigures } from "#src/features/health/database/queries.ts";
import { observeHealth } from "#src/features/health/observe-health.ts";
import { closePools } from "#src/platform/db/client.ts";
import { withRole } from "#src/platform/db/transaction.ts";
import { metricsText, onScrape } from "#src/platform/metrics/metrics.ts";
import { useDatabase } from "../../../../tests/support/database.ts";

const database = useDatabase();
afterAll(closePools);

async function figures() {
  const [row] = await withRole("app_realtime", (tx) => tx.query(selectFigures));
  if (!row) throw new Error("no row");
  return row.figures;
}

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  return client;
}

describe("the figures of the database", () => {
  it("are read by the metrics' role alone", async () => {
    const owner = database.owner();
    for (const role of ["authenticated", "app_command", "app_auth", "app_web", "app_sign_in", "app_worker"]) {
      await owner.query(`begin; set local role ${role}`);
      await expect(owner.query("select app.database_figures()"), role).rejects.toThrow(/permission denied/);
      await owner.query("rollback");
    }
    await owner.query("begin; set local role app_realtime");
    await expect(owner.query("select * from app.pg_stat_statements")).rejects.toThrow(/permission denied/);
    await owner.query("rollback");
  });

  it("are those of sessions, size and tables", async () => {
    await database.owner().query("analyze leases, event_counts");
    const found = await figures();
    expect(found).toMatchObject({ isSeen: true, locksWaiting: 0, lockWaitSeconds: 0, replicas: [] });
    expect(found.connections).toMatchObject({ active: expect.any(Number) });
    expect(found.connectionsUsed).toBeGreaterThan(0);
    expect(found.connectionsMost).toBeGreaterThan(found.connectionsUsed);
    expect(found.bytes).toBeGreaterThan(5_000_000);
    expect(found.transactionIdAge).toBeGreaterThan(0);
    expect(found.tables.length).toBeLessThanOrEqual(20);
  });

  it("show a lock that is waited for, and the transaction that holds it", async () => {
    const [holder, waiter] = await Promise.all([connect(), connect()]);
    await holder.query("begin; lock table leases in access exclusive mode");
    const waiting = waiter.query("begin; lock table leases in share mode").catch(() => {});
    await sleep(400);
    const found = await figures();
    expect(found.locksWaiting).toBe(1);
    expect(found.lockWaitSeconds).toBeGreaterThan(0.2);
    expect(found.longestTransactionSeconds).toBeGreaterThan(0.2);
    await holder.query("rollback");
    await waiting;
    await Promise.all([holder.end(), waiter.end()]);
    expect((await figures()).locksWaiting).toBe(0);
  });

  it("name the program's statements, and of others say the beginning without a value", async () => {
    for (let n = 0; n < 3; n += 1) await observeHealth();
    await database.owner().query("select 'Amina Hassan' as name, 4711 as number from pg_sleep(0.05)");
    const { statements } = await figures();
    const nameOf = nameStatements();
    const names = statements?.map(({ text }) => nameOf(text)) ?? [];
    const { rows } = await database.owner().query("select query from app.pg_stat_statements where calls >= 3");
    expect(rows.map(({ query }) => nameOf(query))).toContain("health_figures");
    expect(names).toContain("select ? as name, ? as number from pg_sleep(?)");
    expect(statements?.length).toBeLessThanOrEqual(20);
    expect(nameOf(`select 'Amina' from t where id = 5 and n in (1, 2) -- ${"x".repeat(500)}`)).toBe(
      "select ? from t where id = ? and n in (?)",
    );
    expect(nameOf(`select ${"y".repeat(500)}`).length).toBe(80);
  });

  it("are absent, and no error, where they cannot be seen", async () => {
    const owner = database.owner();
    await owner.query("begin; drop extension pg_stat_statements");
    await owner.query("revoke pg_read_all_stats from app_system; set local role app_realtime");
    const { rows } = await owner.query("select app.database_figures() as f");
    expect(rows[0].f).toMatchObject({
      ...{ isSeen: false, connections: null, longestTransactionSeconds: null, replicas: null, statements: null },
      locksWaiting: 0,
    });
    await owner.query("rollback");
  });

  it("are metrics, read once in 15 s, and a scrape is answered although the database is away", async () => {
    const stop = onScrape(observeDatabase);
    const text = await metricsText();
    expect(text).toContain('db_locks_waiting{database="own"} 0');
    expect(text).toMatch(/db_connections_used\{of="most"\} \d+/);
    expect(text).toMatch(/db_blocks_total\{source="memory"\} \d+/);
    expect(text).toMatch(/db_statement_share\{statement="[^"]+"\} \d/);
    const calls = async () => {
      const { rows } = await database
        .owner()
        .query(
          "select sum(calls)::int as n from app.pg_stat_statements where query like 'select app.database_figures%'",
        );
      return rows[0].n;
    };
    const before = await calls();
    await Promise.all(Array.from({ length: 5 }, metricsText));
    expect(await calls()).toBe(before);
    await closePools();
    expect(await metricsText()).toContain('db_locks_waiting{database="own"} 0');
    stop();
  });
});
