import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { HealthAnswer, HealthCheck } from "#src/features/health/schema.ts";
import type { CheckKind } from "#src/features/health/values.ts";
import { metricsText, onScrape } from "#src/platform/metrics/metrics.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { pdf } from "../../../tests/support/evidence.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";
import { jobs } from "./jobs.ts";
import { observeHealth } from "./observe-health.ts";

const database = useDatabase();
const api = useApi();
const runner = makeJobRunner(jobs);
const sql = (text: string, values: unknown[] = []) => database.owner().query(text, values);

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(() => sql("truncate integrity_checks, notification_queue cascade"));

const read = async () => (await api.get("super", "/api/health/checks")).body as HealthAnswer;

/** Runs a check as its event has it run, and reads what the page shows of it. */
async function check(kind: CheckKind): Promise<HealthCheck> {
  await runner.run("health.check-now", {
    id: "asked",
    type: "health.check_asked",
    schoolId: "default",
    studentId: null,
    data: { kind },
    createdAt: new Date().toISOString(),
  });
  const found = (await read()).checks.find((one) => one.kind === kind);
  if (!found) throw new Error(`there is no check ${kind}`);
  return found;
}

const told = async () =>
  (await sql("select user_id as \"to\", payload from notification_queue where channel = 'IN_APP' order by id")).rows;

describe("the checks of the stored data", () => {
  it("are unknown at first, and run when they are due", async () => {
    expect((await read()).checks.map(({ kind, state }) => [kind, state])).toEqual([
      ["backups", null],
      ["files", null],
      ["progress", null],
      ["audit", null],
      ["indexes", null],
      ["pages", null],
    ]);
    await runner.run("health.check-progress", {});
    await runner.run("health.check-progress", {});
    expect((await sql("select kind from integrity_checks")).rows).toEqual([{ kind: "progress" }]);
    await sql("update integrity_checks set finished_at = finished_at - interval '25 hours'");
    await runner.run("health.check-progress", {});
    expect((await sql("select kind from integrity_checks")).rows).toHaveLength(2);
  });

  it("are made now for a super admin who asks, and for nobody else", async () => {
    expect((await api.post("admin", "/api/health/checks", { kind: "progress" })).status).toBe(403);
    expect((await api.get("admin", "/api/health/checks")).status).toBe(403);
    const asked = await api.post("super", "/api/health/checks", { kind: "progress" });
    expect([asked.status, asked.body]).toEqual([202, { kind: "progress" }]);
    expect(await runner.deliver(database.owner(), "health.check_asked", "progress")).toBe(1);
    expect((await read()).checks.find(({ kind }) => kind === "progress")).toMatchObject({ state: "OK" });
  });

  it("keep the last 30 runs of a kind, and the findings of the newest alone", async () => {
    await sql(`insert into integrity_checks (id, kind, state, started_at, finished_at, counted, findings)
      select '00' || lpad(n::text, 3, '0'), 'progress', 'FOUND', now(), now(), 1,
        '[{"what":"progress_differs","id":"nobody","schoolId":null,"count":null}]' from generate_series(1, 40) n`);
    await check("progress");
    const { rows } = await sql("select state, findings from integrity_checks order by id desc");
    expect(rows).toHaveLength(30);
    expect(rows[0]).toEqual({ state: "OK", findings: [] });
    expect(rows.slice(1).every(({ findings }) => findings.length === 0)).toBe(true);
  });
});

describe("the check of kept progress", () => {
  it("finds a row that was changed beside the program, by its student's id, and that it is right again", async () => {
    expect(await check("progress")).toMatchObject({ state: "OK", findings: [], goesOn: false });
    await sql("update student_progress set completed = completed + 1 where student_id = 'amina'");
    await sql(`update student_progress set upcoming_deadlines = '[{"assignmentId":"x"}]' where student_id = 'ben'`);
    const found = await check("progress");
    expect(found.counted).toBeGreaterThan(2);
    expect(found).toMatchObject({
      state: "FOUND",
      findings: [
        { what: "progress_differs", id: "amina", schoolId: "north" },
        { what: "progress_differs", id: "ben", schoolId: "north" },
      ],
    });
    // It writes nothing.
    expect((await check("progress")).findings).toHaveLength(2);
    await recount(["amina", "ben"]);
    expect(await check("progress")).toMatchObject({ state: "OK", findings: [] });
  });

  it("finds a part of the breakdown that does not fit, and a row that is gone", async () => {
    await sql(`update student_progress set category_breakdown = jsonb_set(category_breakdown, '{0,total}', '7')
               where student_id = 'amina'`);
    await sql("delete from student_progress where student_id = 'ben'");
    expect((await check("progress")).findings.map(({ id }) => id)).toEqual(["amina", "ben"]);
    await sql("insert into student_progress (student_id, school_id) values ('ben', 'north') on conflict do nothing");
    await recount(["amina", "ben"]);
    expect((await check("progress")).findings).toEqual([]);
  });

  it("finds cells of the cohort matrix that were changed, or are gone", async () => {
    await sql(`update student_cells set cells = jsonb_set(cells, array[(select min(k) from jsonb_object_keys(cells) k), '1'],
               '"APPROVED_BY_HAND"') where student_id = 'amina'`);
    await sql("create table cells_of_ben as select * from student_cells where student_id = 'ben'");
    await sql("delete from student_cells where student_id = 'ben'");
    const found = (await check("progress")).findings;
    expect(found).toEqual([
      { what: "cells_differ", id: "amina", schoolId: "north", count: null },
      { what: "cells_differ", id: "ben", schoolId: "north", count: null },
    ]);
    await sql("insert into student_cells select * from cells_of_ben");
    await sql("drop table cells_of_ben");
    await sql(`update competency_assignments set days = days where user_id = 'amina'`);
    expect(await check("progress")).toMatchObject({ state: "OK", findings: [] });
  });

  it("finds a line of analytics that was changed, is gone, or is of no assessment that counts", async () => {
    const of = (await sql("select assessment_id as id, student_id as student from rated_assessments order by 1")).rows;
    const [first] = of;
    const findings = async () => (await check("progress")).findings.map(({ what, id }) => [what, id]);
    const isRight = async () => {
      await sql("select app.rate_assessments(array(select id from assessments))");
      expect(await findings()).toEqual([]);
    };
    await isRight();
    for (const change of [
      "update rated_assessments set band = -band - 1 where assessment_id = $1",
      "update rated_assessments set feedback_words = feedback_words + 1 where assessment_id = $1",
      "update rated_assessments set evaluators = evaluators + 1 where assessment_id = $1",
      "delete from rated_assessments where assessment_id = $1",
    ]) {
      await sql(change, [first.id]);
      expect(await findings(), change).toEqual([["lines_differ", first.student]]);
      await isRight();
    }
    // As by somebody who turned the triggers off.
    await sql("set session_replication_role = replica");
    await sql("update assessments set status = 'VOIDED' where id = $1", [first.id]);
    await sql("set session_replication_role = origin");
    expect(await findings()).toContainEqual(["lines_differ", first.student]);
    await sql("set session_replication_role = replica");
    await sql("update assessments set status = 'SUBMITTED' where id = $1", [first.id]);
    await sql("set session_replication_role = origin");
    await isRight();
  });

  it("tells super admins once of each finding, and raises the metric", async () => {
    const stop = onScrape(observeHealth);
    await check("progress");
    expect(await told()).toEqual([]);
    expect(await metricsText()).toContain('competency_integrity_findings{check="progress"} 0');
    await sql("update student_progress set total = total + 1 where student_id = 'amina'");
    for (let run = 0; run < 3; run += 1) await check("progress");
    expect(await told()).toEqual([{ to: "super", payload: { healthCheck: "progress" } }]);
    const text = await metricsText();
    expect(text).toContain('competency_integrity_findings{check="progress"} 1');
    expect(text).toMatch(/competency_integrity_age_seconds\{check="progress"\} \d/);
    await sql("update student_progress set total = total + 1 where student_id = 'ben'");
    await check("progress");
    expect(await told()).toHaveLength(2);
    await recount(["amina", "ben"]);
    stop();
  });

  it("tells them once where two workers check at once", async () => {
    await check("progress");
    await sql("update student_progress set total = total + 1 where student_id = 'amina'");
    // All have found it before one may write it.
    await sql("begin; lock table integrity_checks in share mode");
    const running = Promise.all([check("progress"), check("progress")]);
    const waiting = "select count(*)::int as n from pg_locks where not granted and database = $1";
    const { rows } = await sql("select oid from pg_database where datname = current_database()");
    await expect.poll(async () => (await sql(waiting, [rows[0]?.oid])).rows[0]?.n).toBe(2);
    await sql("commit");
    await running;
    expect(await told()).toHaveLength(1);
    await recount(["amina"]);
  });
});

describe("the check of files", () => {
  async function put(): Promise<{ id: string; path: string }> {
    const raw = new FormData();
    raw.set("file", new File([new Uint8Array(pdf)], "sheet.pdf", { type: "application/pdf" }));
    const { fileId } = (await api.call("amina", "POST", "/api/files", { raw })).body as { fileId: string };
    const { rows } = await sql("select storage_key from files where id = $1", [fileId]);
    return { id: fileId, path: join(process.env.DATA_DIR ?? "", "files", rows[0]?.storage_key) };
  }

  it("finds a byte that was altered and a file that is gone, by id alone, and that they are back", async () => {
    // Those of the two schools have rows alone.
    await sql("truncate files cascade");
    const [kept, altered, gone] = [await put(), await put(), await put()];
    expect(await check("files")).toMatchObject({ state: "OK", counted: 3, findings: [], goesOn: false });
    const bytes = [altered, gone].map(({ path }) => readFileSync(path)) as [Buffer, Buffer];
    const broken = Buffer.from(bytes[0]);
    broken[broken.length - 20] = (broken[broken.length - 20] ?? 0) ^ 1;
    writeFileSync(altered.path, broken);
    rmSync(gone.path);
    const found = await check("files");
    expect(found.state).toBe("FOUND");
    expect(found.findings).toEqual([
      { what: "file_changed", id: `files/${altered.id}`, schoolId: "north", count: null },
      { what: "file_missing", id: `files/${gone.id}`, schoolId: "north", count: null },
    ]);
    expect(JSON.stringify(found)).not.toContain(kept.id);
    writeFileSync(altered.path, bytes[0]);
    writeFileSync(gone.path, bytes[1]);
    expect(await check("files")).toMatchObject({ state: "OK", findings: [] });
  });
});

describe("the check of the audit", () => {
  it("takes what the daily check found", async () => {
    expect(await check("audit")).toMatchObject({ state: "SKIPPED", reason: "nothing_yet" });
    await sql(`insert into audit_checks (school_id, checked_at, audit_number, access_number, entries)
               values ('north', now(), 3, 4, 12), ('south', now(), 1, 1, 5)`);
    expect(await check("audit")).toMatchObject({ state: "OK", counted: 17 });
    await sql(`update audit_checks set fault = '{"log":"audit","seal":1,"entry":1,"id":null,"how":"changed"}'
               where school_id = 'north'`);
    await sql("update audit_checks set checked_at = now() - interval '3 days' where school_id = 'south'");
    expect((await check("audit")).findings).toEqual([
      { what: "audit_changed", id: "north", schoolId: "north", count: null },
      { what: "audit_unchecked", id: "south", schoolId: "south", count: null },
    ]);
    await sql("truncate audit_checks");
  });
});

describe("the check of indexes", () => {
  it("finds an index that lacks entries of its table", async () => {
    const before = await check("indexes");
    expect(before).toMatchObject({ state: "OK", findings: [], goesOn: false });
    expect(before.counted).toBeGreaterThan(100);
    // The index was built with another result of the function than the table has now, as after an upgrade of a collation.
    await sql(`create function public.turned(n int) returns int language sql immutable as 'select n';
      create table public.turned_rows (n int);
      insert into turned_rows select generate_series(1, 50);
      create index turned_rows_idx on turned_rows (public.turned(n));
      create or replace function public.turned(n int) returns int language sql immutable as 'select -n'`);
    expect(await check("indexes")).toMatchObject({
      state: "FOUND",
      findings: [{ what: "index_broken", id: "public.turned_rows_idx" }],
    });
    await sql("reindex index public.turned_rows_idx");
    expect(await check("indexes")).toMatchObject({ state: "OK", findings: [] });
    await sql("drop table public.turned_rows; drop function public.turned(int)");
  });

  it("says that it is not made where amcheck is missing", async () => {
    await sql("drop extension amcheck");
    expect(await check("indexes")).toMatchObject({ state: "SKIPPED", reason: "amcheck_missing", findings: [] });
  });
});

describe("the check of database pages", () => {
  it("finds a page whose checksum does not fit", async () => {
    expect(await check("pages")).toMatchObject({ state: "OK", findings: [] });
    // A rewritten table is written beside the shared buffers, and so is read from the disk.
    await sql("create table public.pages_test as select n, repeat('x', 100) from generate_series(1, 500) n");
    await sql("vacuum full public.pages_test");
    await sql("checkpoint");
    const { rows } = await sql(
      `select current_setting('data_directory') || '/' || pg_relation_filepath('pages_test') as path`,
    );
    const bytes = readFileSync(rows[0].path);
    bytes[4_000] = (bytes[4_000] ?? 0) ^ 0xff;
    writeFileSync(rows[0].path, bytes);
    await expect(sql("select sum(n) from public.pages_test")).rejects.toThrow("invalid page");
    await sql("select pg_stat_force_next_flush()");
    await expect
      .poll(async () => (await check("pages")).findings, { timeout: 10_000 })
      .toMatchObject([{ what: "checksum_failures", id: database.name, count: 1 }]);
  });
});

describe("the check of backups", () => {
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
  const report = (more: object, expires = "1 minute") =>
    sql(
      `insert into leases (name, holder, expires_at, detail) values ('backup', 'backup', now() + $1::interval, $2)
       on conflict (name) do update set expires_at = excluded.expires_at, detail = excluded.detail`,
      [
        expires,
        {
          reportedAt: hoursAgo(0),
          follows: true,
          bases: 3,
          newest: { endedAt: hoursAgo(2), bytes: 1_000, fileCount: 2 },
          verified: null,
          ...more,
        },
      ],
    );
  const whats = async () => (await check("backups")).findings.map(({ what, count }) => [what, count]);

  it("is skipped where the program makes none, and fine with a copy of today", async () => {
    expect(await check("backups")).toMatchObject({ state: "SKIPPED", reason: "backups_off" });
    expect((await read()).backups).toBeNull();
    await report({});
    expect(await check("backups")).toMatchObject({ state: "OK", counted: 3 });
    expect((await read()).backups).toMatchObject({ isFollowing: true, newest: { bytes: 1_000 }, verified: null });
  });

  it("finds an old copy, none, a process that stopped, and one that cannot be read", async () => {
    await report({ newest: { endedAt: hoursAgo(40), bytes: 1, fileCount: 0 } });
    expect(await whats()).toEqual([["backup_old", 40]]);
    const stop = onScrape(observeHealth);
    expect(await metricsText()).toMatch(/competency_backup_age_seconds\{copy="newest"\} 14400\d/);
    stop();
    await report({ newest: null });
    expect(await whats()).toEqual([["backup_missing", null]]);
    await report({}, "-1 minute");
    expect(await whats()).toEqual([["backups_stopped", null]]);
    await report({ follows: false }, "-1 minute");
    expect(await whats()).toEqual([]);
    await report({ verified: { at: hoursAgo(1), faults: 2 } });
    expect(await whats()).toEqual([["backup_unreadable", 2]]);
  });

  it("finds a second place that is away, behind, or without a copy of the last day", async () => {
    const second = { upTo: hoursAgo(0.1), newest: hoursAgo(2), isAway: false };
    await report({ second });
    expect(await whats()).toEqual([]);
    expect((await read()).backups).toMatchObject({ second: { upTo: second.upTo, isAway: false } });
    await report({ second: { ...second, upTo: hoursAgo(3), isAway: true } });
    expect(await whats()).toEqual([["second_behind", 180]]);
    await report({ second: { ...second, upTo: hoursAgo(3) }, follows: false });
    expect(await whats()).toEqual([]);
    await report({ second: { upTo: null, newest: null, isAway: true } });
    expect(await whats()).toEqual([["second_away", null]]);
    await report({ second: { upTo: null, newest: null, isAway: false } });
    expect(await whats()).toEqual([]);
    await report({ second: { ...second, newest: null } });
    expect(await whats()).toEqual([["second_missing", null]]);
    await report({ second: { ...second, newest: hoursAgo(50) } });
    expect(await whats()).toEqual([["second_old", 50]]);
  });
});
