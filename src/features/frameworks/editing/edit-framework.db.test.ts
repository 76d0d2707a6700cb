import { randomUUID } from "node:crypto";
import pg from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type EditAnswer,
  type EditDraft,
  type EditItem,
  editAnswer,
  savedAnswer,
} from "#src/features/frameworks/editing/schema.ts";
import { arrangeTwoSchools, useApi } from "../../../../tests/support/api.ts";
import { useDatabase } from "../../../../tests/support/database.ts";
import { claimsOf } from "../../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const base = "/api/competency-frameworks";

beforeAll(() => arrangeTwoSchools(database.owner()));

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

function category(statement: string, parentId: string | null = null): EditItem {
  const id = randomUUID();
  return {
    ...{ id, identifier: id, parentId, kind: "CATEGORY", code: null, statement, itemType: null },
    ...{ editorNote: null, competency: null },
  };
}

function competency(name: string, parentId: string | null, given: Partial<EditItem["competency"]> = {}): EditItem {
  return {
    ...category(name, parentId),
    kind: "COMPETENCY",
    competency: {
      ...{ id: randomUUID(), name, shortName: null, description: "", category: null, level: "FUNDAMENTAL" },
      ...{ isRequired: true, ratingScaleId: "scale_entrustment", targetRating: 4, scoringMethod: "LATEST" },
      ...{ nTimes: null, requiredObservations: 1, requiredEvaluators: 1, requiredDays: 1, validityMonths: null },
      ...{ renewalWays: ["REASSESSMENT"], needsApproval: false, needsCountersignature: false },
      ...{ replacesId: null, rubric: [] },
      ...given,
    },
  };
}

const draftOf = (items: EditItem[]): EditDraft => ({ name: "Ward round", description: "", version: "1", items });

async function start(title = "Ward round"): Promise<string> {
  const answer = await api.post("admin", base, { title });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return savedAnswer.parse(answer.body).id;
}

async function read(id: string): Promise<EditAnswer> {
  const answer = await api.get("admin", `${base}/${id}/edit`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return editAnswer.parse(answer.body);
}

const put = (id: string, body: unknown, revision: number) =>
  api.call("admin", "PUT", `${base}/${id}`, { body, headers: { "if-match": `"${revision}"` } });

async function saved(id: string, draft: EditDraft): Promise<EditAnswer> {
  const { revision } = await read(id);
  const answer = await put(id, draft, revision);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return read(id);
}

const publish = (id: string) => api.post("admin", `${base}/${id}/publish`, {});

/** Two competencies in a category, every field of one of them set. */
function full(): EditItem[] {
  const care = category("Patient care");
  const medicines = competency("Administer medicines.", care.id, {
    ...{ shortName: "Medicines", description: "By any way.", level: "ADVANCED", isRequired: false },
    ...{ scoringMethod: "N_TIMES", nTimes: 2, requiredObservations: 3, requiredEvaluators: 2, requiredDays: 2 },
    ...{ validityMonths: 12, renewalWays: ["ASSESSMENT", "EVIDENCE"], needsApproval: true },
    needsCountersignature: true,
    rubric: [
      {
        ...{ id: randomUUID(), name: "Five rights", description: "Each time.", weight: 2.5, maxScore: 3 },
        passScore: 2,
        levels: [
          { value: 0, label: "Not yet", description: "Leaves out a check" },
          { value: 3, label: "Safe", description: "Checks all" },
        ],
      },
    ],
  });
  return [
    care,
    { ...medicines, code: "2.1", editorNote: "Ask the pharmacy.", itemType: "Skill" },
    competency("Record what was given.", care.id),
  ];
}

describe("editing a framework", () => {
  it("starts as an empty draft, and stores every field of a tree", async () => {
    const id = await start();
    expect(await read(id)).toMatchObject({ status: "DRAFT", revision: 1, items: [], version: "1" });
    const items = full();
    const answer = await saved(id, draftOf(items));
    expect(answer).toMatchObject({ revision: 2, name: "Ward round", items });
    const [row] = await rows("select category, program_id from competencies where template_id = $1 limit 1", [id]);
    expect(row).toEqual({ category: "Patient care", program_id: null });
  });

  it("says whether new competencies of the school ask for a second signature", async () => {
    const id = await start();
    expect(await read(id)).toMatchObject({ countersigns: false });
    await rows(`update schools set settings = settings || '{"countersigns": true}' where id = 'north'`);
    expect(await read(id)).toMatchObject({ countersigns: true });
    await rows("update schools set settings = settings - 'countersigns' where id = 'north'");
  });

  it("moves, changes, adds and removes in one go, and only that", async () => {
    const id = await start();
    const [care, medicines, record] = full();
    if (!care || !medicines?.competency || !record) throw new Error("three items were made");
    await saved(id, draftOf([care, medicines, record]));
    const other = category("Other");
    const moved = [
      other,
      { ...record, parentId: other.id },
      { ...medicines, parentId: null, competency: { ...medicines.competency, rubric: [] } },
    ];
    const answer = await saved(id, draftOf(moved));
    expect(answer.items).toEqual(moved);
    expect(
      await rows("select name, category from competencies where template_id = $1 order by sort_order", [id]),
    ).toEqual([
      { name: "Record what was given.", category: "Other" },
      { name: "Administer medicines.", category: "General" },
    ]);
    expect(await rows("select id from competency_rubrics where competency_id = $1", [medicines.competency.id])).toEqual(
      [],
    );
  });

  it("keeps a package's links in step with its tree", async () => {
    const id = await start();
    const [care, medicines, record] = full();
    if (!care || !medicines || !record) throw new Error("three items were made");
    await saved(id, draftOf([care, medicines]));
    await rows("update competency_templates set source_format = 'CASE_1_1', source_identifier = 'doc' where id = $1", [
      id,
    ]);
    await saved(id, draftOf([care, { ...medicines, parentId: null }, record]));
    const links = () =>
      rows(
        `select origin_identifier as origin, destination_identifier as destination, association_type as type
         from competency_template_associations where template_id = $1 order by 1`,
        [id],
      );
    const link = (origin: string, destination: string) => ({ origin, destination, type: "isChildOf" });
    expect(await links()).toEqual(
      [link(medicines.identifier, "doc"), link(record.identifier, care.identifier)].sort((one, two) =>
        one.origin < two.origin ? -1 : 1,
      ),
    );
    await saved(id, draftOf([{ ...medicines, parentId: null }]));
    expect(await links()).toEqual([link(medicines.identifier, "doc")]);
  });

  it("gives an item that an undo brings back what the package said of it", async () => {
    const id = await start();
    const [care, medicines, record] = full();
    if (!care || !medicines || !record) throw new Error("three items were made");
    const items = [care, medicines, record];
    await saved(id, draftOf(items));
    await rows("update competency_templates set source_format = 'CASE_1_1', source_identifier = 'doc' where id = $1", [
      id,
    ]);
    await rows(
      `update competency_template_items set source = jsonb_build_object('identifier', identifier, 'language', 'en')
       where template_id = $1`,
      [id],
    );
    const link = (name: string, type: string, from: string, to: string) =>
      rows(
        `insert into competency_template_associations
           (id, school_id, template_id, identifier, association_type, origin_identifier, destination_identifier, sort_order, source)
         values ($1 || $2, 'north', $1, $2, $3, $4, $5, 7, '{"notes": "of the package"}')`,
        [id, name, type, from, to],
      );
    await link("placed", "isChildOf", medicines.identifier, care.identifier);
    await link("also placed", "isChildOf", record.identifier, care.identifier);
    await link("top", "isChildOf", care.identifier, "doc");
    await link("alike", "isRelatedTo", medicines.identifier, record.identifier);
    await link("outside", "exactMatchOf", record.identifier, "https://elsewhere.example/1");
    const whole = async () => [
      await rows("select id, source from competency_template_items where template_id = $1 order by id", [id]),
      await rows("select * from competency_template_associations where template_id = $1 order by identifier", [id]),
    ];
    const before = await whole();
    // One, then all of them, each stored before it is undone.
    await saved(id, draftOf([care, record]));
    await saved(id, draftOf(items));
    expect(await whole()).toEqual(before);
    await saved(id, draftOf([]));
    await saved(id, draftOf([care, medicines]));
    await saved(id, draftOf(items));
    expect(await whole()).toEqual(before);
    // At another place it has a place of its own.
    await saved(id, draftOf([care, record]));
    await saved(id, draftOf([care, record, { ...medicines, parentId: null }]));
    expect(
      await rows(
        `select destination_identifier as at, source from competency_template_associations
         where template_id = $1 and origin_identifier = $2 and association_type = 'isChildOf'`,
        [id, medicines.identifier],
      ),
    ).toEqual([{ at: "doc", source: null }]);
  });

  it("writes the act and the event with the change", async () => {
    const id = await start();
    await saved(id, draftOf(full()));
    expect(await rows("select action from audit_log where entity_id = $1 order by occurred_at", [id])).toEqual([
      { action: "framework.create" },
      { action: "framework.edit" },
    ]);
    expect(await rows("select type from events where data ->> 'frameworkId' = $1 order by type", [id])).toEqual([
      { type: "framework.created" },
      { type: "framework.edited" },
    ]);
  });

  it("refuses a stale edit with 412 and overwrites nothing", async () => {
    const id = await start();
    const theirs = draftOf(full());
    expect((await put(id, theirs, 1)).status).toBe(200);
    const mine = { ...draftOf([]), name: "Mine" };
    const answer = await put(id, mine, 1);
    expect(answer).toMatchObject({
      status: 412,
      body: { code: "precondition_failed", errors: [{ path: "revision", message: "is 2 now" }] },
    });
    expect(await read(id)).toMatchObject({ ...theirs, revision: 2 });
    expect((await api.call("admin", "PUT", `${base}/${id}`, { body: mine })).status).toBe(428);
  });

  it("takes the repeat of an edit whose answer was lost for what it is", async () => {
    const id = await start();
    const draft = draftOf(full());
    const first = await put(id, draft, 1);
    expect(await put(id, draft, 1)).toMatchObject({ status: 200, body: first.body });
    expect(await rows("select 1 from audit_log where entity_id = $1 and action = 'framework.edit'", [id])).toHaveLength(
      1,
    );
  });

  it("lets one of two edits at once win, and loses neither silently", async () => {
    const id = await start();
    const answers = await Promise.all(["One", "Two"].map((name) => put(id, { ...draftOf([category(name)]), name }, 1)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const winner = answers.findIndex(({ status }) => status === 200);
    expect(await read(id)).toMatchObject({ revision: 2, name: ["One", "Two"][winner] });
  });

  it("names each place that cannot be stored, and stores nothing", async () => {
    const id = await start();
    const care = category(" ");
    const items = [care, competency("Reads a wound.", care.id, { targetRating: 9, scoringMethod: "AVERAGE" })];
    expect(await put(id, draftOf(items), 1)).toMatchObject({
      status: 422,
      body: {
        errors: [{ path: "items.0.statement" }, { path: "items.1.targetRating" }, { path: "items.1.scoringMethod" }],
      },
    });
    expect(await read(id)).toMatchObject({ revision: 1, items: [] });
  });

  it("takes no item of another framework, and no other competency as the one that is replaced", async () => {
    const [id, other] = [await start(), await start("Other")];
    const items = full();
    await saved(other, draftOf(items));
    expect((await put(id, draftOf(items), 1)).status).toBe(409);
    expect((await read(other)).items).toEqual(items);
    const foreign = competency("New.", null, { replacesId: "competency_south" });
    expect(await put(id, draftOf([foreign]), 1)).toMatchObject({
      status: 422,
      body: { errors: [{ path: "items.0.replacesId" }] },
    });
  });

  it("copies the items of another draft under ids of their own", async () => {
    const items = full();
    const id = await start();
    await saved(id, draftOf(items));
    const answer = await api.post("admin", base, { title: "My copy", items });
    expect(answer.status).toBe(201);
    const copy = await read(savedAnswer.parse(answer.body).id);
    expect(copy.items.map(({ statement, code }) => [statement, code])).toEqual(
      items.map(({ statement, code }) => [statement, code]),
    );
    expect(copy.items[1]?.competency).toMatchObject({ shortName: "Medicines", rubric: [{ name: "Five rights" }] });
    const ids = new Set(items.map((item) => item.id));
    expect(copy.items.some((item) => ids.has(item.id))).toBe(false);
  });

  it("stores 600 items in well under a second", async () => {
    const id = await start();
    const groups = Array.from({ length: 30 }, (_, n) => category(`Category ${n}`));
    const items = groups.flatMap((group) => [
      group,
      ...Array.from({ length: 19 }, (_, n) => competency(`Does thing ${n} of ${group.statement}.`, group.id)),
    ]);
    await saved(id, draftOf(items));
    const { revision } = await read(id);
    const added = category("First");
    const startedAt = performance.now();
    const answer = await put(id, draftOf([added, ...items]), revision);
    const took = performance.now() - startedAt;
    expect(answer.status).toBe(200);
    expect(took).toBeLessThan(2_000);
    console.info(`600 items, all of them moved down by one: ${Math.round(took)} ms`);
  });
});

describe("publishing", () => {
  it("lists what is missing, by place", async () => {
    const id = await start();
    expect(await publish(id)).toMatchObject({ status: 422, body: { errors: [{ path: "items" }] } });
    const [empty, care] = [category("Empty"), category("Care")];
    const weakest = competency("Weakest.", care.id, { scoringMethod: "MINIMUM_OF_CRITERIA" });
    await saved(id, draftOf([empty, care, weakest]));
    expect(await publish(id)).toMatchObject({
      status: 422,
      body: {
        errors: [{ path: `items.${empty.id}.statement` }, { path: `items.${weakest.id}.rubric` }],
      },
    });
    expect((await read(id)).status).toBe("DRAFT");
  });

  it("happens once of two at once, and ends all editing", async () => {
    const id = await start();
    const draft = draftOf(full());
    const { revision } = await saved(id, draft);
    const answers = await Promise.all([publish(id), publish(id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(
      await rows("select 1 from audit_log where entity_id = $1 and action = 'framework.publish'", [id]),
    ).toHaveLength(1);
    expect(await put(id, { ...draft, name: "Other" }, revision)).toMatchObject({
      status: 409,
      body: { detail: "A published framework never changes. Start its next version and change that." },
    });
  });

  it("refuses a draft that was changed since the caller saw it", async () => {
    const id = await start();
    await saved(id, draftOf(full()));
    const answer = await api.post("admin", `${base}/${id}/publish`, {}, { "if-match": '"1"' });
    expect(answer.status).toBe(412);
  });

  it("and an edit at once leave a published version that nobody changed afterwards", async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await start();
      const { revision } = await saved(id, draftOf(full()));
      const [edit, published] = await Promise.all([
        put(id, { ...draftOf([...full()]), name: "Changed" }, revision),
        publish(id),
      ]);
      expect(published.status).toBe(200);
      expect([200, 409]).toContain(edit.status);
      expect((await read(id)).name).toBe(edit.status === 200 ? "Changed" : "Ward round");
    }
  });

  it("lets browsers show a published version while they ask whether it still holds", async () => {
    const id = await start();
    await saved(id, draftOf(full()));
    const draft = await api.get("admin", `${base}/${id}`);
    expect(draft.headers.get("cache-control")).toBe("private, no-store");
    await publish(id);
    const answer = await api.get("admin", `${base}/${id}`);
    expect(answer.headers.get("cache-control")).toBe("private, max-age=0, stale-while-revalidate=604800");
    const etag = answer.headers.get("etag") ?? "";
    const again = await api.get("admin", `${base}/${id}`, { headers: { "if-none-match": etag } });
    expect(again.status).toBe(304);
    expect(again.headers.get("cache-control")).toBe("private, max-age=0, stale-while-revalidate=604800");
  });
});

describe("removing a framework", () => {
  it("removes a draft, and a published one that nobody was given", async () => {
    for (const isPublished of [false, true]) {
      const id = await start();
      await saved(id, draftOf(full()));
      if (isPublished) await publish(id);
      expect((await api.call("admin", "DELETE", `${base}/${id}`)).status).toBe(200);
      expect((await api.get("admin", `${base}/${id}`)).status).toBe(404);
      expect(await rows("select 1 from competencies where template_id = $1", [id])).toEqual([]);
      expect(
        await rows("select action from audit_log where entity_id = $1 and action = 'framework.delete'", [id]),
      ).toHaveLength(1);
    }
  });

  it("refuses one that was assigned, and offers to retire it", async () => {
    const id = await start();
    await saved(id, draftOf(full()));
    await publish(id);
    await rows(
      `insert into competency_deployments (id, school_id, template_id, created_by)
       values ('dep_' || $1, 'north', $1, 'admin')`,
      [id],
    );
    expect(await api.call("admin", "DELETE", `${base}/${id}`)).toMatchObject({
      status: 409,
      body: {
        detail:
          "Students were given this framework, and their record refers to it, so it cannot be removed. Retire it instead: it can then no longer be assigned to students.",
      },
    });
  });

  it("refuses one that a later version replaces", async () => {
    const [id, next] = [await start(), await start("Next")];
    await rows("update competency_templates set replaces_id = $1 where id = $2", [id, next]);
    expect((await api.call("admin", "DELETE", `${base}/${id}`)).status).toBe(409);
    expect((await api.call("admin", "DELETE", `${base}/${next}`)).status).toBe(200);
  });
});

describe("the database, without the program", () => {
  it("lets nothing of a published version change, and nothing move into or out of it", async () => {
    const [id, other] = [await start(), await start("Other draft")];
    const items = full();
    await saved(id, draftOf(items));
    await publish(id);
    const owner = database.owner();
    await owner.query("begin");
    try {
      await owner.query("select set_config('request.jwt.claims', $1, true), set_config('role', 'app_command', true)", [
        claimsOf("admin"),
      ]);
      const attempt = async (text: string) => {
        await owner.query("savepoint attempt");
        const answer = await owner.query(text).then(
          ({ rowCount }) => `${rowCount} rows`,
          ({ code, constraint }: { code: string; constraint?: string }) => `${code} ${constraint}`,
        );
        await owner.query("rollback to savepoint attempt");
        return answer;
      };
      const settled = "23514 competency_templates_settled";
      const attempts = [
        `update competencies set name = 'Other' where template_id = '${id}'`,
        `update competencies set template_id = '${other}' where template_id = '${id}'`,
        `update competency_template_items set template_id = '${other}' where template_id = '${id}'`,
        `update competency_template_items set statement = 'Other' where template_id = '${id}'`,
        `delete from competency_template_items where template_id = '${id}'`,
        `delete from competencies where template_id = '${id}'`,
        `update competency_rubrics set weight = 9 where competency_id = '${items[1]?.competency?.id}'`,
        `update competency_rubrics set competency_id = 'competency_north' where competency_id = '${items[1]?.competency?.id}'`,
        `delete from competency_rubrics where competency_id = '${items[1]?.competency?.id}'`,
        `update competency_templates set name = 'Other' where id = '${id}'`,
        `update competency_templates set revision = 9 where id = '${id}'`,
      ];
      for (const text of attempts) expect(await attempt(text), text).toBe(settled);
    } finally {
      await owner.query("rollback");
    }
  });

  it("makes a part that is added wait for a publication under way", async () => {
    const id = await start();
    await saved(id, draftOf(full()));
    const owner = database.owner();
    await owner.query("begin");
    await owner.query("update competency_templates set status = 'PUBLISHED', published_at = now() where id = $1", [id]);
    const second = new pg.Client({ connectionString: database.url });
    await second.connect();
    try {
      const adding = second
        .query(
          "insert into competency_template_items (id, school_id, template_id, identifier, kind, statement) values ('late', 'north', $1, 'late', 'CATEGORY', 'Late')",
          [id],
        )
        .then(
          () => "added",
          (error: { constraint?: string }) => error.constraint,
        );
      await new Promise((done) => setTimeout(done, 200));
      await owner.query("commit");
      expect(await adding).toBe("competency_templates_settled");
    } finally {
      await second.end();
    }
  });
});
