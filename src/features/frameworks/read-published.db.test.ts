import { beforeAll, describe, expect, it } from "vitest";
import { frameworkDetail } from "#src/features/frameworks/schema.ts";
import { bus } from "#src/platform/bus/open-bus.ts";
import { metricsText } from "#src/platform/metrics/metrics.ts";
import { arrangeTwoSchools, type Caller, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await database.owner().query(`
    insert into rating_scales (id, school_id, name, kind, min_value, max_value, default_target, question, levels)
    values ('north_scale', 'north', 'Before', 'NUMERIC', 1, 4, 3, 'How?', '[]');
    insert into competency_templates (id, school_id, name, created_by) values ('care', 'north', 'Care', 'admin');
    insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, created_by)
    values ('care_skill', 'north', 'care', 'Skill', 'Part', 'FUNDAMENTAL', 'north_scale', 3, 'admin');
    insert into competency_template_items (id, school_id, template_id, identifier, kind, statement, competency_id)
    values ('care_item', 'north', 'care', 'i1', 'COMPETENCY', 'Skill', 'care_skill')`);
  // Caches that cannot hear of changes yet forget everything once they can.
  await bus().ready();
});

async function read(person: Caller = "admin", form = "") {
  const { status, body, headers } = await api.get(person, `/api/competency-frameworks/care${form}`);
  return { status, body, etag: headers.get("etag"), cacheControl: headers.get("cache-control") };
}

async function loads(): Promise<number> {
  return Number(/cache_load_duration_seconds_count\{cache="frameworks"\} (\d+)/.exec(await metricsText())?.[1] ?? 0);
}

const change = (text: string) => database.owner().query(text);

describe("a framework", () => {
  it("is loaded each time while it is a draft", async () => {
    const before = await loads();
    await read();
    await change("update competencies set name = 'Changed' where id = 'care_skill'");
    expect(frameworkDetail.parse((await read()).body).items[0]?.statement).toBe("Changed");
    expect(await loads()).toBe(before);
    expect((await read("amina")).status).toBe(404);
  });

  it("is loaded once when it is published, and the answer stays the same", async () => {
    const { body: draft } = await read();
    await change("update competency_templates set status = 'PUBLISHED', published_at = now() where id = 'care'");
    const before = await loads();
    const first = await read();
    expect(frameworkDetail.parse(first.body)).toEqual({
      ...frameworkDetail.parse(draft),
      status: "PUBLISHED",
      publishedAt: expect.any(String),
    });
    expect(await read()).toEqual(first);
    expect(first.cacheControl).toContain("stale-while-revalidate");
    expect(await loads()).toBe(before + 1);
    const again = await api.get("admin", "/api/competency-frameworks/care", {
      headers: { "if-none-match": first.etag ?? "" },
    });
    expect(again.status).toBe(304);
    const asCase = await read("admin", "/case");
    expect(await read("admin", "/case")).toEqual(asCase);
    expect(await loads()).toBe(before + 2);
  });

  it("is decided upon for each reader, whoever has read it before", async () => {
    expect((await read("admin")).status).toBe(200);
    expect((await read("foreignAdmin")).status).toBe(404);
    expect((await read("foreign", "/case")).status).toBe((await read("foreignAdmin", "/case")).status);
    await change(
      "insert into competency_templates (id, school_id, name, created_by) values ('gone', 'north', 'G', 'admin')",
    );
    expect((await read("hansen")).status).toBe(200);
  });

  it.each([
    ["its scale is renamed", "update rating_scales set name = 'After' where id = 'north_scale'", "ratingScale"],
    [
      "it is assigned",
      "insert into competency_deployments (id, school_id, template_id, created_by) values ('care_d', 'north', 'care', 'admin')",
      "deployments",
    ],
    ["it is retired", "update competency_templates set status = 'DEPRECATED' where id = 'care'", "status"],
  ])("shows it at once when %s, without a signal", async (_what, sql) => {
    const before = frameworkDetail.parse((await read()).body);
    await change(sql);
    const after = frameworkDetail.parse((await read()).body);
    expect(after).not.toEqual(before);
    const { rows } = await change(
      `select t.status, s.name as scale, (select count(*)::int from competency_deployments where template_id = 'care') as deployments
       from competency_templates t, rating_scales s where t.id = 'care' and s.id = 'north_scale'`,
    );
    expect({
      status: after.status,
      scale: after.items[0]?.ratingScale,
      deployments: after.deployments,
    }).toEqual(rows[0]);
  });
});
