import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();

const base = "/api/assessment-requests";
const assessmentsPath = "/api/competency-assessments";
const mark = { evaluationData: { overallRating: 3 } };

let competencyId = "";

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows("insert into placement_supervisors values ('placement_amina', 'said', 'north')");
});

/** Amina has another competency each time, which asks for two assessors. */
beforeEach(async () => {
  await rows("update users set status = 'ACTIVE'");
  await rows("update placements set ended_at = null");
  competencyId = `skill_${randomUUID()}`;
  await database.owner().query(
    `insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, required_observations, required_evaluators, created_by)
     values ($1, 'north', 'Dressing', 'Care', 'FUNDAMENTAL', 'scale_entrustment', 4, 2, 2, 'system')`,
    [competencyId],
  );
  await database
    .owner()
    .query(
      "insert into competency_assignments (id, school_id, user_id, competency_id) select gen_random_uuid()::text, 'north', u, $1 from unnest(array['amina', 'ben', 'dora']) u",
      [competencyId],
    );
  await rows("delete from assessments where requested_by is not null or status = 'DRAFT'");
  await rows("delete from notification_queue");
});

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

type Body = { assessmentId: string; version: string; status: string; items: Record<string, unknown>[] };

const ask = (more: Record<string, unknown> = {}, person: Person = "amina") =>
  api.post(person, base, { competencyId, supervisorId: "hansen", observedAt: new Date().toISOString(), ...more });

async function asked(more: Record<string, unknown> = {}, person: Person = "amina"): Promise<string> {
  const { status, body } = await ask(more, person);
  expect([status, body]).toEqual([201, expect.objectContaining({ status: "requested" })]);
  return (body as Body).assessmentId;
}

async function statusOf(id: string): Promise<string> {
  return (await rows("select status from assessments where id = $1", [id]))[0]?.status;
}

const messages = () =>
  rows(
    "select user_id, type, content, payload from notification_queue where channel = 'IN_APP' order by user_id, content",
  );
const save = (id: string, body: object = mark, person: Person = "hansen") =>
  api.call(person, "PUT", `${assessmentsPath}/${id}/draft`, { body });
const submit = (id: string, body: object = mark) => api.post("hansen", `${assessmentsPath}/${id}/submit`, body);
const act = (id: string, verb: string, person: Person, body: object = {}) =>
  api.call(person, "POST", `${base}/${id}/${verb}`, verb === "decline" ? { body } : {});
const decline = (id: string, reason = "I was not there.") => act(id, "decline", "hansen", { reason });

/** Puts a request into a state as its steps would. */
async function inState(status: string): Promise<string> {
  const id = await asked();
  const updates: Record<string, string[]> = {
    REQUESTED: [],
    DRAFT: ["DRAFT"],
    SUBMITTED: ["DRAFT", "SUBMITTED"],
    DISCARDED: ["DRAFT", "DISCARDED"],
    DECLINED: ["DECLINED"],
    CANCELLED: ["CANCELLED"],
    EXPIRED: ["EXPIRED"],
  };
  for (const step of updates[status] ?? []) {
    await rows("update assessments set status = $2, submitted_at = now(), decline_reason = 'r' where id = $1", [
      id,
      step,
    ]);
  }
  return id;
}

describe("asking", () => {
  it("makes a request with its audit row, its event and one notification, to the supervisor alone", async () => {
    const observedAt = new Date().toISOString();
    const { status, body } = await ask({ observedAt, words: "On the morning round." });
    expect(status).toBe(201);
    const { assessmentId } = body as Body;
    const [row] = await rows("select * from assessments where id = $1", [assessmentId]);
    expect(row).toMatchObject({
      student_id: "amina",
      assessor_id: "hansen",
      requested_by: "amina",
      status: "REQUESTED",
      competency_id: competencyId,
      rotation_id: "rotation_north",
      observed_at: new Date(observedAt),
      draft: null,
      opened_at: null,
    });
    expect((await api.get("hansen", `${base}/${assessmentId}`)).body).toMatchObject({ words: "On the morning round." });
    // Until the end of the school's 14th day after.
    const [due] = await rows(
      `select (expires_at at time zone 'Europe/London')::text as until,
              ((now() at time zone 'Europe/London')::date + 14)::text || ' 23:59:59' as expected
       from assessments where id = $1`,
      [assessmentId],
    );
    expect(due.until).toBe(due.expected);
    expect(body).toMatchObject({ supervisorName: "Hansen", answerOn: due.expected.slice(0, 10) });
    expect(
      await rows("select actor_id, action, student_id from audit_log where entity_id = $1", [assessmentId]),
    ).toEqual([{ actor_id: "amina", action: "request.ask", student_id: "amina" }]);
    expect(
      await rows("select type, student_id, data from events where data ->> 'assessmentId' = $1", [assessmentId]),
    ).toEqual([
      {
        type: "assessment.request_changed",
        student_id: "amina",
        data: { assessmentId, studentId: "amina", competencyId },
      },
    ]);
    const [message, ...others] = await messages();
    expect(others).toEqual([]);
    expect(message).toMatchObject({ user_id: "hansen", type: "ASSESSMENT_DUE", payload: { assessmentId } });
    expect(message.content).toMatch(/^Amina asks you for an assessment: Dressing. Answer by \d+ \w+ \d{4}\.$/);
  });

  it("is refused a second time while the first is open, also when both arrive at once", async () => {
    const both = await Promise.all([ask(), ask()]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const again = await ask();
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({
      code: "conflict",
      detail: "You asked Hansen for this already, and the answer is still open.",
    });
    expect(await rows("select count(*)::int as n from assessments where competency_id = $1", [competencyId])).toEqual([
      { n: 1 },
    ]);
    // Of another, or after it was answered, it is free.
    await asked({ supervisorId: "said" });
    const [open] = await rows("select id from assessments where assessor_id = 'hansen' and competency_id = $1", [
      competencyId,
    ]);
    expect((await decline(open.id)).status).toBe(200);
    await asked();
  });

  it("is refused by the database too", async () => {
    await asked();
    await expect(
      rows(
        `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, requested_by)
         values (gen_random_uuid()::text, 'north', 'amina', $1, 'hansen', 'REQUESTED', 'amina')`,
        [competencyId],
      ),
    ).rejects.toMatchObject({ code: "23505", constraint: "assessments_one_request" });
  });

  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

  it.each([
    ["a supervisor of nobody's", { supervisorId: "foreign" }, "supervisorId"],
    ["an admin", { supervisorId: "admin" }, "supervisorId"],
    ["a competency that is not theirs", { competencyId: "comp_clinical_001" }, "competencyId"],
    ["what was 8 days ago", { observedAt: daysAgo(8.5) }, "observedAt"],
    ["what is tomorrow", { observedAt: daysAgo(-1.5) }, "observedAt"],
    ["what lies before the placement", { observedAt: daysAgo(12) }, "observedAt"],
    ["without words", { words: " " }, "words"],
  ])("is refused about or to %s", async (_, more, path) => {
    const answer = await ask(more);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [expect.objectContaining({ path })] });
    expect(await messages()).toEqual([]);
  });

  it.each([
    ["a student whose placement ended asks", "dora" as const, "select 1", 422],
    ["the placement was ended early", "amina" as const, "update placements set ended_at = now()", 422],
    ["the student is suspended", "amina" as const, "update users set status = 'SUSPENDED' where id = 'amina'", 403],
    ["the student has left", "amina" as const, "update users set status = 'LEFT' where id = 'amina'", 403],
    ["the supervisor has left", "amina" as const, "update users set status = 'LEFT' where id = 'hansen'", 422],
    ["the supervisor is suspended", "amina" as const, "update users set status = 'SUSPENDED' where id = 'hansen'", 422],
  ])("is refused where %s", async (_, person, change, status) => {
    await rows(change);
    // A session of somebody who is not active ends by itself; the command does not rely on it.
    const answer = await ask({}, person);
    expect([status, 401]).toContain(answer.status);
    expect(await rows("select id from assessments where competency_id = $1", [competencyId])).toEqual([]);
  });
});

describe("whom to ask", () => {
  const supervisors = async () => {
    const { status, body } = await api.get("amina", `${base}/supervisors`, { query: { competencyId } });
    expect(status).toBe(200);
    return body as Record<string, unknown> & { supervisors: Record<string, unknown>[] };
  };

  it("are the supervisors of the current placement, the most useful first, each with their exact load", async () => {
    // Hansen has assessed this; it asks for two assessors.
    const id = randomUUID();
    await rows(
      `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, observed_at, submitted_at)
       values ($1, 'north', 'amina', $2, 'hansen', 'SUBMITTED', now(), now())`,
      [id, competencyId],
    );
    await rows(
      `insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, overall_rating, signed_at)
       values ($1, 'north', 'amina', $2, $1, 'hansen', 'SIGNED', 3, now())`,
      [id, competencyId],
    );
    // Said has two requests of Ben's, and one that has expired without the job.
    await asked({ supervisorId: "said" }, "ben");
    const [{ id: other }] = await rows("select id from competencies where id <> $1 and id like 'skill_%' limit 1", [
      competencyId,
    ]);
    await asked({ supervisorId: "said", competencyId: other }, "ben");
    const late = await asked({ supervisorId: "said", competencyId: other });
    await rows("update assessments set expires_at = now() - interval '1 minute' where id = $1", [late]);
    const answer = await supervisors();
    expect(answer).toMatchObject({ competencyName: "Dressing", assessorsMissing: 1, timeZone: "Europe/London" });
    expect(answer.supervisors).toEqual([
      { id: "said", name: "Said", rotation: "Ward", waiting: 2, assessed: 0, closesGap: true, open: null },
      { id: "hansen", name: "Hansen", rotation: "Ward", waiting: 0, assessed: 1, closesGap: false, open: null },
    ]);
    // Requests of somebody who has left wait for nobody.
    await rows("update users set status = 'LEFT' where id = 'ben'");
    expect((await supervisors()).supervisors[0]).toMatchObject({ id: "said", waiting: 0 });
  });

  it("says what is open, also when it is begun", async () => {
    const id = await asked();
    const hansen = async () => (await supervisors()).supervisors.find((one) => one.id === "hansen");
    expect(await hansen()).toMatchObject({ waiting: 1, open: { status: "REQUESTED" } });
    expect((await save(id)).status).toBe(200);
    expect(await hansen()).toMatchObject({ waiting: 0, open: { status: "DRAFT" } });
    const again = await ask();
    expect([again.status, (again.body as { detail: string }).detail]).toEqual([
      409,
      "You asked Hansen for this, and they have begun it already.",
    ]);
  });

  it("is nobody outside a placement, and not told about another's competency", async () => {
    await rows("update placements set ended_at = now() where id = 'placement_amina'");
    expect((await supervisors()).supervisors).toEqual([]);
    const answer = await api.get("amina", `${base}/supervisors`, { query: { competencyId: "comp_clinical_001" } });
    expect(answer.status).toBe(404);
  });
});

describe("opening", () => {
  it("changes nothing before the first mark", async () => {
    const id = await asked({ words: "Please" });
    const look = () => rows("select to_jsonb(a) as a from assessments a where id = $1", [id]);
    const before = await look();
    for (const path of [`${assessmentsPath}/${id}`, `${base}/${id}`, `${base}/waiting`]) {
      expect((await api.get("hansen", path)).status).toBe(200);
    }
    const form = await api.get("hansen", `${assessmentsPath}/form`, { query: { studentId: "amina", competencyId } });
    expect(form.body).toMatchObject({ draft: null, request: { assessmentId: id, words: "Please" } });
    expect(await look()).toEqual(before);
  });

  it("is the first saved mark, after which the student sees that it is begun and nothing of it", async () => {
    const id = await asked({ words: "Please" });
    const saved = await save(id, { evaluationData: { overallRating: 2, strengths: "secret words" } });
    expect(saved).toMatchObject({ status: 200, body: { assessmentId: id, status: "draft" } });
    expect(await rows("select status, opened_at is not null as opened from assessments where id = $1", [id])).toEqual([
      { status: "DRAFT", opened: true },
    ]);
    expect(await rows("select action from audit_log where entity_id = $1 order by occurred_at", [id])).toEqual([
      { action: "request.ask" },
      { action: "request.open" },
    ]);
    const list = await api.get("amina", `${base}/asked`, { query: { state: "open" } });
    expect((list.body as Body).items).toMatchObject([{ assessmentId: id, status: "DRAFT", words: "Please" }]);
    expect(JSON.stringify(list.body)).not.toContain("secret");
    expect((await api.get("amina", `${assessmentsPath}/${id}`)).status).toBe(404);
    const cancelled = await act(id, "cancel", "amina");
    expect([cancelled.status, (cancelled.body as { detail: string }).detail]).toEqual([
      409,
      "Your supervisor has begun this assessment, so it can no longer be cancelled.",
    ]);
    expect((await decline(id)).status).toBe(409);
    // It goes on as any draft.
    const { version } = saved.body as Body;
    expect((await save(id, { ...mark, baseVersion: version })).status).toBe(200);
    expect((await submit(id)).status).toBe(201);
    expect(await statusOf(id)).toBe("SUBMITTED");
    const closed = await api.get("amina", `${base}/asked`, { query: { state: "closed" } });
    expect((closed.body as Body).items).toMatchObject([{ assessmentId: id, status: "SUBMITTED" }]);
  });

  it("and signing at once is one act with both steps", async () => {
    const id = await asked();
    const signed = await submit(id);
    expect(signed).toMatchObject({ status: 201, body: { assessmentId: id, status: "submitted" } });
    expect(await statusOf(id)).toBe("SUBMITTED");
    expect(await rows("select action from audit_log where entity_id = $1 order by occurred_at", [id])).toEqual([
      { action: "request.ask" },
      { action: "request.open" },
      { action: "assessment.submit" },
    ]);
    expect((await submit(id)).status).toBe(409);
  });

  it("leaves the request as it was where the signature is refused", async () => {
    const id = await asked();
    expect((await submit(id, { evaluationData: { overallRating: 9 } })).status).toBe(422);
    expect(await statusOf(id)).toBe("REQUESTED");
  });

  it("joins a draft that is open for the two, and never one that was not read", async () => {
    const pair = { studentId: "amina", competencyId };
    const draft = await api.post("hansen", `${assessmentsPath}/drafts`, {
      ...pair,
      evaluationData: { strengths: "from before" },
    });
    const { assessmentId: draftId, version } = draft.body as Body;
    const id = await asked();
    for (const baseVersion of [undefined, null, "other"]) {
      for (const send of [save, submit]) {
        const answer = await send(id, {
          ...mark,
          baseVersion: send === submit && baseVersion === null ? undefined : baseVersion,
        });
        expect(answer).toMatchObject({ status: 409, body: { errors: [{ path: "baseVersion" }] } });
      }
    }
    expect([await statusOf(id), await statusOf(draftId)]).toEqual(["REQUESTED", "DRAFT"]);
    const joined = await save(id, { evaluationData: { strengths: "from before, and more" }, baseVersion: version });
    expect(joined.status).toBe(200);
    expect([await statusOf(id), await statusOf(draftId)]).toEqual(["DRAFT", "DISCARDED"]);
    const form = await api.get("hansen", `${assessmentsPath}/form`, { query: pair });
    expect(form.body).toMatchObject({
      request: null,
      draft: { assessmentId: id, evaluationData: { strengths: "from before, and more" } },
    });
  });

  it("by two tabs at once keeps the first text and shows it to the second", async () => {
    const id = await asked();
    const both = await Promise.all(
      ["one", "two"].map((strengths) => save(id, { evaluationData: { strengths }, baseVersion: null })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const kept = both.findIndex(({ status }) => status === 200);
    const form = await api.get("hansen", `${assessmentsPath}/form`, {
      query: { studentId: "amina", competencyId },
    });
    expect(form.body).toMatchObject({ draft: { evaluationData: { strengths: ["one", "two"][kept] } } });
  });

  it("or cancelling at the same moment: one of the two happens", async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await asked();
      const [opened, cancelled] = await Promise.all([save(id), act(id, "cancel", "amina")]);
      expect([opened.status, cancelled.status].sort()).toEqual([200, 409]);
      expect(await statusOf(id)).toBe(opened.status === 200 ? "DRAFT" : "CANCELLED");
      await rows("update assessments set status = 'DISCARDED' where id = $1 and status = 'DRAFT'", [id]);
    }
  });
});

describe("a step", () => {
  const acts: Record<string, (id: string) => Promise<{ status: number }>> = {
    cancel: (id) => act(id, "cancel", "amina"),
    decline: (id) => decline(id),
    renew: (id) => act(id, "renew", "admin"),
    save: (id) => save(id),
  };
  const taken: Record<string, Record<string, string>> = {
    REQUESTED: { cancel: "CANCELLED", decline: "DECLINED", save: "DRAFT" },
    DRAFT: { save: "DRAFT" },
    EXPIRED: { renew: "REQUESTED" },
  };
  const states = ["REQUESTED", "DRAFT", "SUBMITTED", "DISCARDED", "DECLINED", "CANCELLED", "EXPIRED"];

  it.each(states.flatMap((from) => Object.keys(acts).map((name) => [from, name] as const)))(
    "from %s: %s",
    async (from, name) => {
      const id = await inState(from);
      const to = taken[from]?.[name];
      const answer = await acts[name]?.(id);
      expect(await statusOf(id)).toBe(to ?? from);
      if (to) expect(answer?.status).toBe(200);
      // A draft is its author's alone, so the school does not find it.
      else
        expect(name === "renew" && ["DRAFT", "DISCARDED"].includes(from) ? [404] : [409, 404]).toContain(
          answer?.status,
        );
    },
  );

  it("is taken by nobody else", async () => {
    const id = await asked();
    for (const person of ["ben", "carl"] as const) expect((await act(id, "cancel", person)).status).toBe(404);
    for (const person of ["said", "foreign"] as const) {
      expect((await act(id, "decline", person, { reason: "r" })).status).toBe(404);
      expect((await save(id, mark, person)).status).toBe(404);
    }
    expect((await act(id, "decline", "amina", { reason: "r" })).status).toBe(403);
    expect((await act(id, "cancel", "hansen")).status).toBe(403);
    expect((await act(id, "renew", "foreignAdmin")).status).toBe(404);
    expect(await statusOf(id)).toBe("REQUESTED");
  });
});

describe("declining", () => {
  it("needs a reason, which the student is told to read", async () => {
    const id = await asked();
    await rows("delete from notification_queue");
    for (const reason of ["", "  \n", "x".repeat(1001)]) expect((await decline(id, reason)).status).toBe(422);
    expect((await decline(id, "I was not on that shift.")).status).toBe(200);
    expect(await messages()).toEqual([
      {
        user_id: "amina",
        type: "FEEDBACK_AVAILABLE",
        content: "Hansen declined to assess you in Dressing. Open it to read why.",
        payload: { assessmentId: id },
      },
    ]);
    const read = await api.get("amina", `${base}/${id}`);
    expect(read.body).toMatchObject({ status: "DECLINED", reason: "I was not on that shift." });
  });
});

describe("renewing", () => {
  it("gives new time to answer, once, and asks the supervisor again", async () => {
    const id = await inState("EXPIRED");
    await rows("update assessments set expires_at = now() - interval '1 day' where id = $1", [id]);
    await rows("delete from notification_queue");
    const list = async () => (await api.get("admin", `${base}/expired`)).body as Body;
    expect((await list()).items).toMatchObject([{ assessmentId: id, isRenewable: true, isRenewed: false }]);
    expect((await act(id, "renew", "admin")).status).toBe(200);
    const [row] = await rows(
      "select status, renewed_at is not null as renewed, expires_at > now() + interval '13 days' as later from assessments where id = $1",
      [id],
    );
    expect(row).toEqual({ status: "REQUESTED", renewed: true, later: true });
    expect(await messages()).toMatchObject([{ user_id: "hansen", type: "ASSESSMENT_DUE" }]);
    await rows("update assessments set status = 'EXPIRED' where id = $1", [id]);
    expect((await list()).items).toMatchObject([{ assessmentId: id, isRenewable: false, isRenewed: true }]);
    const again = await act(id, "renew", "admin");
    expect([again.status, (again.body as { detail: string }).detail]).toEqual([
      409,
      "A request is renewed once, and this one was.",
    ]);
    await expect(rows("update assessments set status = 'REQUESTED' where id = $1", [id])).rejects.toMatchObject({
      code: "23514",
      constraint: "assessments_renewed_once",
    });
    await expect(rows("update assessments set renewed_at = null where id = $1", [id])).rejects.toMatchObject({
      constraint: "assessments_renewed_once",
    });
  });

  it.each([
    ["the placement has ended", "update placements set ended_at = now() where id = 'placement_amina'"],
    ["the student has left", "update users set status = 'LEFT' where id = 'amina'"],
    ["the supervisor has left", "update users set status = 'LEFT' where id = 'hansen'"],
  ])("is refused where %s", async (_, change) => {
    const id = await inState("EXPIRED");
    await rows(change);
    const { items } = (await api.get("admin", `${base}/expired`)).body as Body;
    expect(items).toMatchObject([{ assessmentId: id, isRenewable: false }]);
    expect((await act(id, "renew", "admin")).status).toBe(409);
    expect(await statusOf(id)).toBe("EXPIRED");
  });

  it("is refused where the student has asked the same again", async () => {
    const id = await inState("EXPIRED");
    await asked();
    expect((await act(id, "renew", "admin")).status).toBe(409);
  });
});

describe("the lists", () => {
  it("give a supervisor what waits for them, oldest first, by pages, and nobody who has left", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      const [{ id: other }] = await rows(
        "select id from competencies where id like 'skill_%' order by id offset $1 limit 1",
        [n],
      );
      ids.push(await asked({ competencyId: other }));
    }
    const seen: unknown[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { limit: "2", ...(cursor ? { cursor } : {}) };
      const { body } = await api.get("hansen", `${base}/waiting`, { query });
      const page = body as Body & { nextCursor: string | null };
      seen.push(...page.items.map(({ assessmentId }) => assessmentId));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(ids);
    expect(((await api.get("said", `${base}/waiting`)).body as Body).items).toEqual([]);
    await rows("update users set status = 'SUSPENDED' where id = 'amina'");
    expect(((await api.get("hansen", `${base}/waiting`)).body as Body).items).toEqual([]);
  });

  it("give a student their own, newest first, and nobody else's", async () => {
    const id = await asked();
    const second = await asked({ supervisorId: "said" });
    await asked({ supervisorId: "said" }, "ben");
    const { items } = (await api.get("amina", `${base}/asked`)).body as Body;
    expect(items.map(({ assessmentId }) => assessmentId)).toEqual([second, id]);
    expect((await api.get("ben", `${base}/${id}`)).status).toBe(404);
    expect((await api.get("said", `${base}/${id}`)).status).toBe(200);
  });

  it("give the school drafts of requests after 14 days, and nothing of their content", async () => {
    const id = await asked();
    await save(id, { evaluationData: { strengths: "secret words" } });
    const stale = async (person: Person) => (await api.get(person, `${base}/stale-drafts`)).body as Body;
    expect((await stale("admin")).items).toEqual([]);
    await rows("update assessments set opened_at = now() - interval '14 days 1 minute' where id = $1", [id]);
    const { items } = await stale("admin");
    expect(items).toMatchObject([{ assessmentId: id, studentName: "Amina", supervisorName: "Hansen" }]);
    expect(JSON.stringify(items)).not.toContain("secret");
    expect((await stale("foreignAdmin")).items).toEqual([]);
    expect((await api.get("admin", `${assessmentsPath}/${id}`)).status).toBe(404);
  });
});

describe("the rules of a school", () => {
  const path = `${base}/rules`;
  const put = (body: object, person: Person = "admin") => api.call(person, "PUT", path, { body });

  it("are the defaults until an admin changes them, and hold for that school alone", async () => {
    await rows("delete from request_rules");
    expect((await api.get("admin", path)).body).toEqual({ daysBack: 7, daysToAnswer: 14, reminderDays: 3 });
    const rules = { daysBack: 2, daysToAnswer: 5, reminderDays: 1 };
    expect(await put(rules)).toMatchObject({ status: 200, body: rules });
    expect((await api.get("admin", path)).body).toEqual(rules);
    expect((await api.get("foreignAdmin", path)).body).toMatchObject({ daysBack: 7 });
    const threeDaysAgo = new Date(Date.now() - 3 * 86_400_000).toISOString();
    expect((await ask({ observedAt: threeDaysAgo })).status).toBe(422);
    const { answerOn } = (await ask()).body as unknown as { answerOn: string };
    const [day] = await rows("select ((now() at time zone 'Europe/London')::date + 5)::text as due");
    expect(answerOn).toBe(day.due);
    await rows("delete from request_rules");
  });

  it.each([
    { daysBack: -1, daysToAnswer: 14, reminderDays: 3 },
    { daysBack: 7, daysToAnswer: 0, reminderDays: 0 },
    { daysBack: 7, daysToAnswer: 3, reminderDays: 3 },
    { daysBack: 7.5, daysToAnswer: 14, reminderDays: 3 },
  ])("refuse %o", async (rules) => {
    expect((await put(rules)).status).toBe(422);
  });
});
