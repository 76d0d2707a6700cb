import { beforeAll, describe, expect, it } from "vitest";
import { frameworksAnswer } from "#src/features/frameworks/schema.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await database.owner().query(`
    insert into competency_templates (id, school_id, name, created_by)
    select 'care_' || n, 'north', 'Care at 10' || case n when 1 then '0' else '%' end || ' ' || n, 'admin'
    from generate_series(1, 3) n`);
  await database.owner().query(`
    insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, created_by)
    select 'care_skill_' || n, 'north', 'care_2', 'Skill ' || n, 'Part ' || n % 2, 'FUNDAMENTAL', 'scale_entrustment', 4, 'admin'
    from generate_series(1, 3) n`);
  await database
    .owner()
    .query("update competency_templates set status = 'PUBLISHED', published_at = now() where id = 'care_3'");
});

async function list(query: Record<string, string>) {
  const { status, body } = await api.get("admin", `/api/competency-frameworks?${new URLSearchParams(query)}`);
  expect(status).toBe(200);
  return frameworksAnswer.parse(body);
}

describe("GET /api/competency-frameworks", () => {
  it("returns each framework once, page by page, most recently changed first", async () => {
    const all = (await list({})).items.map(({ id }) => id);
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: Awaited<ReturnType<typeof list>> = await list({ limit: "2", ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(all);
    expect(all.length).toBeGreaterThan(3);
  });

  it("filters by status, and by a search in which % and _ are letters", async () => {
    expect((await list({ search: "AT 10%" })).items.map(({ id }) => id).sort()).toEqual(["care_2", "care_3"]);
    expect((await list({ search: "10_" })).items).toEqual([]);
    const drafts = await list({ search: "care at", status: "DRAFT" });
    expect(drafts.items.map(({ id }) => id).sort()).toEqual(["care_1", "care_2"]);
  });

  it("counts competencies and categories of each framework separately", async () => {
    const { items } = await list({ search: "care at" });
    const counts = new Map(items.map((line) => [line.id, [line.competencies, line.categories, line.deployments]]));
    expect(Object.fromEntries(counts)).toEqual({ care_1: [0, 0, 0], care_2: [3, 2, 0], care_3: [0, 0, 0] });
  });
});
