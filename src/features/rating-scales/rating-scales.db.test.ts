import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { OwnScalesAnswer } from "./schema.ts";

const database = useDatabase();
const api = useApi();

async function rows<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await database.owner().query<Row>(text, values)).rows;
}

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(() =>
  rows("delete from rating_scales where school_id = 'north' and id not in (select rating_scale_id from competencies)"),
);

const level = (value: number, label = `Level ${value}`) => ({ value, label, description: "", short: `L${value}` });
const body = (more: Record<string, unknown> = {}) => ({
  name: "Ward scale",
  kind: "ORDINAL",
  question: "How much help was needed?",
  minValue: 1,
  maxValue: 3,
  defaultTarget: 2,
  levels: [1, 2, 3].map((value) => level(value)),
  ...more,
});
const add = async (more: Record<string, unknown> = {}) => {
  const answer = await api.post("admin", "/api/rating-scales", body(more));
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return (answer.body as { id: string }).id;
};
const change = (id: string, what: Record<string, unknown>) =>
  api.call("admin", "PATCH", `/api/rating-scales/${id}`, { body: what });
const list = async () => ((await api.get("admin", "/api/school/rating-scales")).body as OwnScalesAnswer).items;

describe("a school's own rating scales", () => {
  it("are listed before the shared ones, each level with a short word", async () => {
    const id = await add();
    const items = await list();
    expect(items.find((scale) => scale.id === id)).toMatchObject({
      isOwn: true,
      competencies: 0,
      levels: body().levels,
    });
    expect(items.findIndex(({ isOwn }) => !isOwn)).toBeGreaterThan(items.findLastIndex(({ isOwn }) => isOwn));
    const shorts = items.flatMap(({ levels }) => levels.map(({ short }) => short.length));
    expect(Math.max(...shorts)).toBeLessThanOrEqual(14);
    expect(
      ((await api.get("foreignAdmin", "/api/school/rating-scales")).body as OwnScalesAnswer).items.map((s) => s.id),
    ).not.toContain(id);
  });

  it("are changed as a whole while nothing is rated by them", async () => {
    const id = await add();
    expect((await change(id, { maxValue: 4, levels: [1, 2, 3, 4].map((value) => level(value)) })).status).toBe(200);
    expect((await change(id, { maxValue: 5 })).status).toBe(422);
    expect(
      (await change(id, { levels: [1, 2, 3, 4].map((v) => ({ ...level(v), short: "the longest word" })) })).status,
    ).toBe(422);
    expect((await api.call("admin", "DELETE", `/api/rating-scales/${id}`)).status).toBe(200);
  });

  it("keep their values once a competency is rated by them, and change their words", async () => {
    const id = await add();
    await rows(
      `with draft as (
         insert into competency_templates (id, school_id, name, created_by) values ('ward_draft', 'north', 'Ward', 'admin')
         returning id, school_id
       )
       insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, created_by)
       select 'ward_round', school_id, id, 'Ward round', 'Ward', 'FUNDAMENTAL', $1, 2, 'admin' from draft`,
      [id],
    );
    const values = await change(id, { maxValue: 4, levels: [1, 2, 3, 4].map((value) => level(value)) });
    expect(values).toMatchObject({ status: 409, body: { detail: expect.stringContaining("1 competency is rated") } });
    const words = await change(id, { name: "Other", levels: [1, 2, 3].map((value) => level(value, `Word ${value}`)) });
    expect(words.status, JSON.stringify(words.body)).toBe(200);
    const kept = await api.call("admin", "DELETE", `/api/rating-scales/${id}`);
    expect(kept).toMatchObject({ status: 409, body: { detail: expect.stringContaining("so it stays") } });
  });

  it("are not those that all schools share", async () => {
    expect((await change("scale_oscore", { name: "Ours" })).status).toBe(404);
    expect((await api.call("admin", "DELETE", "/api/rating-scales/scale_oscore")).status).toBe(404);
  });
});
