import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { closePools, workerPool } from "#src/platform/db/client.ts";
import { fixedLimit, isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { columns, type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { leases } from "#src/platform/db/tables/events.ts";
import { notificationQueue } from "#src/platform/db/tables/notifications.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { systemActor } from "#src/policy/actor.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const actor = systemActor("test");

type Lease = { name: string; holder: string; expiresAt: Date; detail: Record<string, unknown> | null };

const insertLease = statement("test_lease_insert", (db, p: Params<Lease>) =>
  db.insert(leases).values({ name: p.name, holder: p.holder, expiresAt: p.expiresAt, detail: p.detail }),
);
const selectLease = statement("test_lease_select", (db, p: Params<{ name: string }>) =>
  db.select().from(leases).where(eq(leases.name, p.name)),
);
const selectPipelined = statement("test_lease_pipelined", (db, p: Params<{ name: string }>) =>
  db.select().from(leases).where(eq(leases.name, p.name)),
);
const updateDetail = statement(
  "test_lease_update",
  (db, p: Params<{ name: string; detail: Record<string, unknown> | null }>) =>
    db.update(leases).set({ detail: p.detail }).where(eq(leases.name, p.name)),
);
const countLeases = sqlStatement(
  "test_lease_count",
  z.object({ total: z.number(), latest: z.date().nullable() }),
  () => sql`select count(*)::int as total, max(${leases.expiresAt}) as latest from ${leases}`,
);
const addLeases = sqlWrite(
  "test_lease_add",
  (p: Params<{ names: string[] }>) => sql`
    insert into ${leases} (${columns(leases.name, leases.holder, leases.expiresAt)})
    select name, 'someone', now() from unnest(${p.names}::text[]) as name`,
);
const divide = sqlStatement(
  "test_divide",
  z.object({ result: z.number() }),
  (p: Params<{ by: number; secret: string }>) => sql`select 1 / ${p.by}::int as result, ${p.secret}::text as secret`,
);
const breakLease = statement("test_lease_break", (db, p: Params<{ secret: string }>) =>
  db.update(leases).set({ holder: sql`null`, expiresAt: sql`now()` }).where(eq(leases.holder, p.secret)).returning(),
);

const lease: Lease = { name: "one", holder: "me", expiresAt: new Date("2026-05-04T03:02:01.234Z"), detail: { a: [1] } };

describe("a statement", () => {
  const database = useDatabase();
  afterAll(closePools);
  beforeEach(async () => {
    await database.owner().query("delete from leases");
  });

  it("binds by name, and returns rows of the table's types or the number of rows written [V1.2.4]", async () => {
    const outcome = await withActor(actor, async (tx) => {
      const inserted = await tx.query(insertLease, lease);
      const [row] = await tx.query(selectLease, { name: "one" });
      return { inserted, row, none: await tx.query(updateDetail, { name: "other", detail: {} }) };
    });
    expect(outcome).toEqual({ inserted: 1, row: { ...lease, lastSeq: 0 }, none: 0 });
  });

  it("stores null where null is bound, also for a timestamp and for JSON", async () => {
    await withActor(actor, async (tx) => {
      await tx.query(insertLease, { ...lease, detail: null });
      tx.send(updateDetail, { name: "one", detail: null });
    });
    const { rows } = await database.owner().query("select detail is null as empty from leases");
    expect(rows).toEqual([{ empty: true }]);
  });

  it("in SQL returns rows that its schema has parsed", async () => {
    const added = await withActor(actor, (tx) => tx.query(addLeases, { names: ["a", "b"] }));
    const rows = await withActor(actor, (tx) => tx.query(countLeases));
    expect([added, rows]).toEqual([2, [{ total: 2, latest: expect.any(Date) }]]);
  });

  it("is pipelined, prepared once for each connection, and only bound after that", async () => {
    await withActor(actor, (tx) => tx.query(selectPipelined, { name: "warm" }));
    const client = await workerPool().connect();
    const query = vi.spyOn(client, "query");
    client.release();
    await withActor(actor, (tx) =>
      Promise.all([
        tx.query(selectPipelined, { name: "x" }),
        tx.query(selectPipelined, { name: "y" }),
        tx.query(countLeases),
      ]).then(() => {}),
    );
    const sent = query.mock.calls.map(([config]) => (config as unknown as { name?: string }).name);
    expect(sent).toEqual([
      undefined,
      "command_context",
      "test_lease_pipelined",
      "test_lease_pipelined",
      "test_lease_count",
      undefined,
    ]);
    const { rows } = await workerPool().query(
      "select generic_plans + custom_plans as runs from pg_prepared_statements where name = 'test_lease_pipelined'",
    );
    expect(Number(rows[0]?.runs)).toBe(3);
    query.mockRestore();
  });

  it("that fails keeps what the database answered, without the bound values [V16.5.1]", async () => {
    const refused = withActor(actor, (tx) => tx.query(divide, { by: 0, secret: "hunter2" }));
    const broken = withActor(actor, async (tx) => {
      await tx.query(insertLease, { ...lease, holder: "hunter2" });
      return tx.query(breakLease, { secret: "hunter2" });
    });
    for (const [failing, expected] of [
      [refused, { cause: { code: "22012" } }],
      [broken, { code: "23502" }],
    ] as const) {
      const error: unknown = await failing.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject(expected);
      expect(String(error)).not.toContain("hunter2");
    }
  });

  it("that is sent without waiting fails the transaction, whether refused by the server or never bound", async () => {
    await expect(
      withActor(actor, async (tx) => {
        await tx.query(insertLease, lease);
        tx.send(insertLease, lease);
      }),
    ).rejects.toMatchObject({ code: "conflict" });
    await expect(
      withActor(actor, async (tx) => {
        await tx.query(insertLease, lease);
        tx.send(updateDetail, { name: "one" } as unknown as { name: string; detail: null });
      }),
    ).rejects.toThrow("detail");
    expect((await database.owner().query("select 1 from leases")).rowCount).toBe(0);
  });

  it("is refused after the end of its transaction, whose connection another may have", async () => {
    const tx = await withActor(actor, (open) => open);
    expect(() => tx.query(countLeases)).toThrow("test_lease_count was run after the end");
    expect(() => tx.send(addLeases, { names: ["late"] })).toThrow("after the end");
    expect((await database.owner().query("select 1 from leases")).rowCount).toBe(0);
  });

  it("keeps fixed values in its text, so that a partial index over them is used", async () => {
    const fixed = statement("test_fixed", (db, p: Params<{ userId: string }>) =>
      db
        .select({ id: notificationQueue.id })
        .from(notificationQueue)
        .where(
          and(
            eq(notificationQueue.userId, p.userId),
            isOneOf(notificationQueue.channel, "IN_APP"),
            isOneOf(notificationQueue.type, "ASSESSMENT_DUE", "PROGRESS_UPDATE"),
            isNoneOf(notificationQueue.status, "CANCELLED"),
          ),
        )
        .limit(fixedLimit(5)),
    );
    await withActor(actor, (tx) => tx.query(fixed, { userId: "nobody" }));
    const { rows } = await workerPool().query("select statement from pg_prepared_statements where name = 'test_fixed'");
    expect(rows[0]?.statement).toContain(`"channel" = 'IN_APP'`);
    expect(rows[0]?.statement).toContain(`"type" in ('ASSESSMENT_DUE', 'PROGRESS_UPDATE')`);
    expect(rows[0]?.statement).toContain("limit 5");
    expect(rows[0]?.statement).not.toContain("$2");
  });
});
