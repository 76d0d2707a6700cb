import { beforeAll, describe, expect, it } from "vitest";
import { diffAnswer, nextVersionAnswer } from "#src/features/framework-versions/schema.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

let made = 0;

/** A framework with every field set: two categories, three competencies, a rubric, notes and associations. */
async function makeFramework(status: "DRAFT" | "PUBLISHED" | "DEPRECATED" = "PUBLISHED"): Promise<string> {
  made += 1;
  const id = `whole${made}`;
  await rows(
    `insert into competency_templates (id, school_id, name, description, version, source_format, source_identifier, source, created_by)
     values ($1, 'north', 'Wound care', 'All of it', '29.3', 'CASE_1_1', $1 || '-document',
       '{"CFDocument": {"identifier": "old", "uri": "urn:old", "creator": "A board", "version": "29.3"}}', 'admin')`,
    [id],
  );
  await rows(
    `insert into competencies (id, school_id, template_id, program_id, code, name, description, category, level, is_required,
       rating_scale_id, target_rating, scoring_method, required_observations, required_evaluators, required_days, n_times,
       validity_months, renewal_ways, needs_approval, needs_countersignature, identifier, sort_order, created_by, short_name)
     select $1 || '_' || n, 'north', $1, 'program_north', n::text, 'Skill ' || n, 'What it is', 'Care', 'ADVANCED', n < 3,
       'scale_entrustment', 4, 'N_TIMES', 3, 2, 2, 2, 12, '{ASSESSMENT}', true, true, $1 || '-i' || n, n, 'system', 'Short ' || n
     from generate_series(1, 3) n`,
    [id],
  );
  await rows(
    `insert into competency_rubrics (id, school_id, competency_id, criterion_name, description, weight, max_score, pass_score, performance_levels, order_index)
     values ($1 || '_rubric', 'north', $1 || '_1', 'Technique', 'How it is done', 2, 4, 2, '[{"score": 1, "label": "Poor"}]', 1)`,
    [id],
  );
  await rows(
    `insert into competency_template_items (id, school_id, template_id, identifier, parent_id, kind, code, statement, item_type, sort_order, competency_id, source, editor_note)
     select $1 || '-c' || n, 'north', $1, $1 || '-c' || n, null, 'CATEGORY', null, 'Category ' || n, 'Category', n, null, null, null
     from generate_series(1, 2) n
     union all
     select $1 || '-i' || n, 'north', $1, $1 || '-i' || n, $1 || '-c1', 'COMPETENCY', n::text, 'Skill ' || n, 'Competency', 2 + n,
       $1 || '_' || n, jsonb_build_object('identifier', 'old', 'uri', 'urn:old', 'notes', 'kept'), 'For editors'
     from generate_series(1, 3) n`,
    [id],
  );
  await rows(
    `insert into competency_template_associations (id, school_id, template_id, identifier, association_type, origin_identifier, destination_identifier, sort_order, source)
     values ($1 || '-a1', 'north', $1, $1 || '-a1', 'isChildOf', $1 || '-i1', $1 || '-c1', 1, '{"uri": "urn:a", "originNodeURI": {"title": "x"}, "sequenceNumber": 1}'),
       ($1 || '-a2', 'north', $1, $1 || '-a2', 'exactMatchOf', $1 || '-i2', 'elsewhere', 2, '{"destinationNodeURI": {"title": "Elsewhere"}}')`,
    [id],
  );
  for (const step of status === "DRAFT" ? [] : status === "PUBLISHED" ? ["PUBLISHED"] : ["PUBLISHED", status]) {
    await rows(
      "update competency_templates set status = $2, published_at = coalesce(published_at, now()) where id = $1",
      [id, step],
    );
  }
  return id;
}

const start = (id: string, person: Person = "admin") =>
  api.post(person, `/api/competency-frameworks/${id}/next-version`, {});
async function startNext(id: string) {
  const answer = await start(id);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return nextVersionAnswer.parse(answer.body);
}
async function diff(id: string, from?: string) {
  const answer = await api.get("admin", `/api/competency-frameworks/${id}/diff`, { query: from ? { from } : {} });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return diffAnswer.parse(answer.body);
}

beforeAll(() => arrangeTwoSchools(database.owner()));

describe("starting the next version", () => {
  it("copies every field into a draft whose parts say what they replace", async () => {
    const id = await makeFramework();
    const next = await startNext(id);
    expect(next).toEqual({ id: expect.any(String), version: "30", isNew: true });
    const own = ["id", "template_id", "replaces_id", "identifier", "created_at", "created_by"];
    const read = (template: string) =>
      rows("select to_jsonb(c) - $2::text[] as row from competencies c where template_id = $1 order by sort_order", [
        template,
        own,
      ]);
    expect(await read(next.id)).toEqual(await read(id));
    expect(
      await rows("select replaces_id from competencies where template_id = $1 order by sort_order", [next.id]),
    ).toEqual([1, 2, 3].map((n) => ({ replaces_id: `${id}_${n}` })));
    const rubric = (template: string) =>
      rows(
        `select to_jsonb(r) - array['id', 'competency_id', 'created_by', 'created_at', 'updated_at'] as row from competency_rubrics r
         join competencies c on c.id = r.competency_id where c.template_id = $1`,
        [template],
      );
    expect(await rubric(next.id)).toEqual(await rubric(id));
    expect(await rubric(id)).toHaveLength(1);
    expect(
      await rows(
        "select status, replaces_id, name, description, source, source_format, revision from competency_templates where id = $1",
        [next.id],
      ),
    ).toEqual([
      {
        status: "DRAFT",
        replaces_id: id,
        name: "Wound care",
        description: "All of it",
        source: { CFDocument: { creator: "A board" } },
        source_format: "CASE_1_1",
        revision: 1,
      },
    ]);
  });

  it("copies the tree with its notes, and what names the items of the version before names the new ones", async () => {
    const id = await makeFramework();
    const { id: next } = await startNext(id);
    const tree = await rows(
      `select i.statement, i.code, i.kind, i.item_type, i.sort_order, i.editor_note, i.source, p.statement as parent, c.name,
         i.identifier = c.identifier as agrees
       from competency_template_items i left join competency_template_items p on p.id = i.parent_id
       left join competencies c on c.id = i.competency_id where i.template_id = $1 order by i.sort_order`,
      [next],
    );
    expect(tree).toHaveLength(5);
    expect(tree[2]).toEqual({
      statement: "Skill 1",
      code: "1",
      kind: "COMPETENCY",
      item_type: "Competency",
      sort_order: 3,
      editor_note: "For editors",
      source: { notes: "kept" },
      parent: "Category 1",
      name: "Skill 1",
      agrees: true,
    });
    const links = await rows(
      `select a.association_type as type, coalesce(o.statement, a.origin_identifier) as origin,
         coalesce(d.statement, a.destination_identifier) as destination, a.source
       from competency_template_associations a
       left join competency_template_items o on o.template_id = a.template_id and o.identifier = a.origin_identifier
       left join competency_template_items d on d.template_id = a.template_id and d.identifier = a.destination_identifier
       where a.template_id = $1 order by 1, 2, 3`,
      [next],
    );
    expect(links.filter(({ type }) => type !== "replacedBy")).toEqual([
      {
        type: "exactMatchOf",
        origin: "Skill 2",
        destination: "elsewhere",
        source: { destinationNodeURI: { title: "Elsewhere" } },
      },
      { type: "isChildOf", origin: "Skill 1", destination: "Category 1", source: { sequenceNumber: 1 } },
    ]);
    expect(links.filter(({ type }) => type === "replacedBy")).toContainEqual({
      type: "replacedBy",
      origin: `${id}-i3`,
      destination: "Skill 3",
      source: null,
    });
    expect((await api.get("admin", `/api/competency-frameworks/${next}/case`)).status).toBe(200);
  });

  it("is one draft for all who start it, also at the same time", async () => {
    const id = await makeFramework("DEPRECATED");
    const answers = await Promise.all([start(id), start(id), start(id)]);
    const found = answers.map(({ body }) => nextVersionAnswer.parse(body));
    expect(new Set(found.map((answer) => answer.id)).size).toBe(1);
    expect(found.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(
      await rows(
        "select count(*)::int as n from audit_log where action = 'framework.next_version' and entity_id = $1",
        [found[0]?.id],
      ),
    ).toEqual([{ n: 1 }]);
  });

  it("is refused for a draft, for other schools and for other roles", async () => {
    const id = await makeFramework();
    expect((await start(await makeFramework("DRAFT"))).status).toBe(409);
    expect((await start(id, "foreignAdmin")).status).toBe(404);
    expect((await start(id, "hansen")).status).toBe(403);
    const [shared] = await rows(
      "select template_id as id from competencies where school_id = 'default' and template_id is not null limit 1",
    );
    expect((await start(shared.id)).status).toBe(404);
  });
});

describe("the difference", () => {
  it("is against the version before, through the versions between, or against one that is named", async () => {
    const id = await makeFramework();
    const { id: second } = await startNext(id);
    expect((await diff(second)).counts).toEqual({ added: 0, changed: 0, moved: 0, retired: 0, same: 3 });
    await rows("update competencies set target_rating = 5 where template_id = $1 and code = '1'", [second]);
    await rows("delete from competencies where template_id = $1 and code = '3'", [second]);
    await rows(
      `update competency_template_items i set parent_id = (select id from competency_template_items where template_id = $1 and statement = 'Category 2')
       where template_id = $1 and code = '2'`,
      [second],
    );
    await rows(
      `insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, sort_order, created_by)
       values ($1 || '_new', 'north', $1, 'New', 'Care', 'FUNDAMENTAL', 'scale_entrustment', 4, 9, 'system')`,
      [second],
    );
    const answer = await diff(second);
    expect(answer.from).toMatchObject({ id, version: "29.3" });
    expect(answer.counts).toEqual({ added: 1, changed: 1, moved: 1, retired: 1, same: 0 });
    expect(answer.changes).toMatchObject([
      { kind: "CHANGED", fields: [{ field: "targetRating", before: "4", after: "5", counts: true }] },
      { kind: "MOVED", moved: { before: "Category 1", after: "Category 2" } },
      { kind: "ADDED", name: "New" },
      { kind: "RETIRED", name: "Skill 3" },
    ]);
    await rows("update competency_templates set status = 'PUBLISHED', published_at = now() where id = $1", [second]);
    const { id: third } = await startNext(second);
    expect((await diff(third)).counts).toMatchObject({ same: 3, added: 0 });
    expect((await diff(third, id)).counts).toEqual({ added: 1, changed: 1, moved: 1, retired: 1, same: 0 });
  });

  it("is everything new where there is no version before", async () => {
    const answer = await diff(await makeFramework());
    expect(answer).toMatchObject({ from: null, counts: { added: 3, same: 0 } });
  });

  it("is read by the school's admins only", async () => {
    const id = await makeFramework();
    const read = (person: Person, query: Record<string, string> = {}) =>
      api.get(person, `/api/competency-frameworks/${id}/diff`, { query });
    expect((await read("foreignAdmin")).status).toBe(404);
    expect((await read("amina")).status).toBe(403);
    expect((await read("admin", { from: "template_south" })).status).toBe(404);
    expect((await read("admin", { from: "nothing" })).status).toBe(404);
  });
});
