import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ErrorsAnswer } from "#src/features/health/schema.ts";
import { notedErrors } from "#src/platform/errors/noted-errors.ts";
import { storeErrors } from "#src/platform/errors/store-errors.ts";
import { log } from "#src/platform/log/log.ts";
import { metricsText, onScrape } from "#src/platform/metrics/metrics.ts";
import { arrangeTwoSchools, useApi } from "../../../../tests/support/api.ts";
import { useDatabase } from "../../../../tests/support/database.ts";
import { observeErrors } from "./observe-errors.ts";

const database = useDatabase();
// What is not logged is not noted.
process.env.LOG_LEVEL = "error";
const api = useApi();
const sql = (text: string, values: unknown[] = []) => database.owner().query(text, values);

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  await sql("truncate error_groups");
  notedErrors().take();
});

const list = async (query: Record<string, string> = {}) =>
  ((await api.get("super", "/api/health/errors", { query })).body as ErrorsAnswer).items;

/** Has an error noted by the function of a release. */
async function seen(release: string, id = "a") {
  await sql("select app.note_errors($1)", [
    JSON.stringify([
      {
        ...{
          id,
          process: "WEB",
          kind: "TypeError",
          message: "no",
          place: null,
          stack: [],
          route: "GET /api/a",
          times: 2,
        },
        ...{ firstAt: new Date().toISOString(), lastAt: new Date().toISOString(), release },
      },
    ]),
  ]);
}

describe("the errors of the program", () => {
  it("are stored by group with what is known of them, and added up", async () => {
    for (const name of ["Ada", "Ben"]) {
      log.error({ err: new RangeError(`no place for '${name}'`), method: "GET", route: "/api/things/:id" }, "failed");
    }
    log.error({ err: new Error("broken"), page: "/dashboard/[role]" }, "a page failed");
    await storeErrors();
    log.error({ err: new RangeError("no place for 'Cleo'"), method: "GET", route: "/api/things/:id" }, "failed");
    await storeErrors();
    const found = await list();
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({
      process: "WEB",
      kind: "RangeError",
      message: "no place for …",
      route: "GET /api/things/:id",
      times: 3,
      state: "OPEN",
    });
    expect(found[1]).toMatchObject({ process: "PAGE", route: "/dashboard/[role]", times: 1 });
    expect(JSON.stringify((await sql("select * from error_groups")).rows)).not.toMatch(/Ada|Ben|Cleo/);
  });

  it("have one of an endpoint with its route, found by what the API answered with 500", async () => {
    await sql("alter table notification_templates rename to gone");
    expect((await api.get("admin", "/api/notification-templates")).status).toBe(500);
    await sql("alter table gone rename to notification_templates");
    await storeErrors();
    // The stack of an error of the database is that of its socket, which is no place; the route tells such errors apart.
    expect(await list()).toMatchObject([
      { kind: "PostgreSQL 42P01", route: "GET /api/notification-templates", place: null, times: 1 },
    ]);
  });

  it("wait while the database does not take them, and are stored with the next", async () => {
    log.error({ err: new Error("first") }, "failed");
    await sql("revoke execute on function app.note_errors(jsonb) from app_realtime");
    await storeErrors();
    await sql("grant execute on function app.note_errors(jsonb) to app_realtime");
    log.error({ err: new Error("first") }, "failed");
    await storeErrors();
    expect((await list()).map(({ times }) => times)).toEqual([2]);
  });

  it("are resolved by a super admin, stay so in the release that had them, and come back in another", async () => {
    await seen("1");
    expect((await api.post("admin", "/api/health/errors/a/resolve", undefined)).status).toBe(403);
    expect((await api.post("super", "/api/health/errors/nothing/resolve", undefined)).status).toBe(404);
    expect((await api.post("super", "/api/health/errors/a/resolve", undefined)).body).toEqual({
      id: "a",
      state: "RESOLVED",
    });
    await seen("1");
    expect(await list({ state: "RESOLVED" })).toMatchObject([{ times: 4, state: "RESOLVED" }]);
    await seen("2");
    expect(await list({ state: "UNRESOLVED" })).toMatchObject([{ times: 6, state: "REGRESSED", releases: ["1", "2"] }]);
    await api.post("super", "/api/health/errors/a/resolve", undefined);
    await seen("1");
    expect(await list({ state: "RESOLVED" })).toHaveLength(1);
    expect((await api.post("super", "/api/health/errors/a/reopen", undefined)).body).toMatchObject({ state: "OPEN" });
    const { rows } = await sql("select action from audit_log where entity_type = 'error_group' order by id");
    expect(rows.map(({ action }) => action)).toEqual(["error.resolve", "error.resolve", "error.reopen"]);
  });

  it("know their last ten releases", async () => {
    for (let n = 1; n <= 12; n += 1) await seen(String(n));
    expect((await list())[0]?.releases).toEqual(["3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]);
  });

  it("keep 500 groups of each process, and count what goes among the others", async () => {
    await sql(`insert into error_groups (id, process, kind, message, stack, times, first_seen_at, last_seen_at, releases)
      select 'b' || n, 'BROWSER', 'Error', '', '{}', 3, now(), now() - n * interval '1 minute', '{1}'
      from generate_series(1, 510) n`);
    await seen("1");
    await seen("1", "b");
    const { rows } = await sql(
      "select process, id like 'others:%' as others, count(*)::int, sum(times)::int as times from error_groups group by 1, 2 order by 1, 2",
    );
    expect(rows).toEqual([
      { process: "BROWSER", others: false, count: 500, times: 1_500 },
      { process: "BROWSER", others: true, count: 1, times: 30 },
      { process: "WEB", others: false, count: 2, times: 4 },
    ]);
  });

  it("are metrics, of all processes", async () => {
    await seen("1");
    const stop = onScrape(observeErrors);
    const text = await metricsText();
    stop();
    expect(text).toContain('errors_total{process="web"} 2');
    expect(text).toContain('errors_total{process="worker"} 0');
    expect(text).toContain('error_groups{state="open"} 1');
  });
});
