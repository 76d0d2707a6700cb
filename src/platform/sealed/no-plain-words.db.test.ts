import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { config } from "#src/config.ts";
import type { Key } from "#src/platform/keys/key.ts";
import { changeKeyFile } from "#src/platform/keys/key-file.ts";
import { forgetKeys } from "#src/platform/keys/keys.ts";
import { isSealed, type SealedField, sealedBy, sealedFields } from "#src/platform/sealed/field.ts";
import { reseal } from "#src/platform/sealed/reseal.ts";
import { unreadableText } from "#src/platform/sealed/text.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, type Caller, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";
import { countFiles } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const keyFile = join(config.dataDir, "keys");
const keyOf = (id: string, day: number): Key => ({
  id,
  secret: Buffer.alloc(32, id),
  usedFrom: new Date(Date.UTC(2026, 0, day)),
});
const [first, second] = [keyOf("first", 1), keyOf("second", 2)];

function use(...keys: Key[]): void {
  mkdirSync(config.dataDir, { recursive: true });
  changeKeyFile(keyFile, () => ({ encryption: keys }));
  forgetKeys();
}

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

let keys = 0;

/** As a browser sends it, with a key by which its answer is kept. */
async function send(who: Caller, path: string, body: unknown, method = "POST") {
  keys += 1;
  const headers = { "idempotency-key": `no-plain-words-${keys}` };
  const answer = await api.call(who, method, path, { body, headers });
  expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
  return answer.body as Record<string, string>;
}

const read = async (who: Caller, path: string) => {
  const { status, body } = await api.get(who, path);
  expect(status, path).toBe(200);
  return JSON.stringify(body);
};

/** What somebody writes somewhere: distinctive, and without a letter that JSON writes otherwise. */
const say = (what: string) => `Zaunkoenig wrote of ${what}.`;
const competencyId = "competency_north";
const day = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);

/**
 * Kinds of words: each is written through the API by `write`, which returns how it is read. Whoever adds a column with
 * words about a person adds a kind here.
 */
const kinds: {
  name: string;
  fields: SealedField[];
  said: string[];
  write: () => Promise<() => Promise<string>>;
}[] = [
  {
    name: "a submission and what was said about it",
    fields: [
      sealedFields.evidence,
      sealedFields.learntWhere,
      sealedFields.reviewComment,
      sealedFields.submissionActEvidence,
      sealedFields.submissionActWords,
    ],
    said: [say("evidence"), say("where"), say("an answer"), say("a refusal")],
    write: async () => {
      const content = {
        kind: "PRIOR_LEARNING",
        learntWhere: say("where"),
        learntFrom: "2020-01-01",
        learntUntil: "2020-06-30",
      };
      const { submissionId = "" } = await send("amina", "/api/submissions", {
        competencyId,
        ...content,
        evidence: say("a draft"),
      });
      const path = `/api/submissions/${submissionId}`;
      await send("amina", `${path}/submit`, { ...content, evidence: say("a first version") });
      await send("admin", `${path}/return`, { baseRevision: 1, comment: say("a return") });
      await send("amina", `${path}/submit`, { ...content, evidence: say("evidence"), words: say("an answer") });
      await send("admin", `${path}/reject`, { baseRevision: 2, comment: say("a refusal") });
      return () => read("amina", path);
    },
  },
  {
    name: "hours",
    fields: [
      sealedFields.hoursActivity,
      sealedFields.hoursNote,
      sealedFields.hoursPlace,
      sealedFields.hoursReason,
      sealedFields.hoursAnswer,
    ],
    said: [say("an activity"), say("a note"), say("a place"), say("a question"), say("a reply"), say("an adjustment")],
    write: async () => {
      const record = (startTime: string, endTime: string) =>
        send("amina", "/api/time-records", {
          ...{ placementId: "placement_amina", day, startTime, endTime, send: true },
          ...{ activity: say("an activity"), note: say("a note"), place: say("a place") },
        });
      const decide = (decision: string, { id }: Record<string, string>, reason?: string) =>
        send("hansen", "/api/time-records/decide", {
          ...{ decision, records: [{ id, revision: 1 }], ...(reason ? { reason } : {}) },
        });
      const asked = await record("07:00", "11:00");
      await decide("ASK", asked, say("a question"));
      await send("amina", `/api/time-records/${asked.id}/send`, { answer: say("a reply") });
      // What is approved is settled, and is sealed again all the same.
      const approved = await record("12:00", "15:00");
      await decide("APPROVE", approved);
      await send("amina", `/api/time-records/${approved.id}/adjust`, { minutes: -10, reason: say("an adjustment") });
      return () => read("amina", "/api/time-records");
    },
  },
  {
    name: "a request and why it was declined",
    fields: [sealedFields.requestWords, sealedFields.declineReason],
    said: [say("a request"), say("declining")],
    write: async () => {
      const { assessmentId = "" } = await send("amina", "/api/assessment-requests", {
        competencyId,
        supervisorId: "hansen",
        observedAt: new Date().toISOString(),
        words: say("a request"),
      });
      await send("hansen", `/api/assessment-requests/${assessmentId}/decline`, { reason: say("declining") });
      return () => read("amina", `/api/assessment-requests/${assessmentId}`);
    },
  },
  {
    name: "replies to an assessment, and why it does not count",
    fields: [sealedFields.assessmentActWords, sealedFields.changeReason],
    said: [say("a reply to an assessment"), say("an amendment"), say("a void")],
    write: async () => {
      const { assessmentId = "" } = await send("hansen", "/api/competency-assessments", {
        studentId: "amina",
        competencyId,
        evaluationData: { overallRating: 3 },
      });
      const path = `/api/competency-assessments/${assessmentId}`;
      await send("amina", `${path}/reply`, { words: say("a reply to an assessment") });
      await send("hansen", `${path}/amend`, {
        ...{ baseRevision: 1, reason: say("an amendment"), evaluationData: { overallRating: 2 } },
      });
      await send("admin", `${path}/void`, { baseRevision: 2, reason: say("a void") });
      return () => read("hansen", path);
    },
  },
  {
    name: "the question of a round of feedback",
    fields: [sealedFields.roundWords],
    said: [say("a round")],
    write: async () => {
      const { roundId = "" } = await send("hansen", "/api/feedback-rounds", {
        studentId: "amina",
        competencyId,
        colleagueIds: ["said", "third", "fourth"],
        observedAt: new Date().toISOString(),
        words: say("a round"),
      });
      return () => read("hansen", `/api/feedback-rounds/${roundId}`);
    },
  },
  {
    name: "what people are asked to agree to",
    fields: [sealedFields.consentText],
    said: [say("research at our school")],
    write: async () => {
      await send("admin", "/api/consent-texts", { purpose: "research", words: say("research at our school") });
      return async () => (await read("amina", "/api/me/consents")) + (await read("admin", "/api/consent-texts"));
    },
  },
  {
    name: "why the data of somebody are kept",
    fields: [sealedFields.holdReason],
    said: [say("an inquiry")],
    write: async () => {
      const { holdId } = await send("admin", "/api/legal-holds", { userId: "ben", reason: say("an inquiry") });
      await send("admin", `/api/legal-holds/${holdId}/lift`, {});
      return () => read("admin", "/api/legal-holds");
    },
  },
  {
    name: "why somebody was suspended",
    fields: [sealedFields.statusReason],
    said: [say("a leave")],
    write: async () => {
      await send("admin", "/api/users/bulk", {
        act: "deactivate",
        who: { ids: ["ben", "said"] },
        status: "SUSPENDED",
        reason: say("a leave"),
      });
      return async () => (await read("admin", "/api/users/ben")) + (await read("admin", "/api/users/said"));
    },
  },
  {
    name: "why what was assigned is changed",
    fields: [sealedFields.deploymentReason],
    said: [say("a postponement")],
    write: async () => {
      const { deploymentId = "" } = await send("admin", "/api/competency-deployments", {
        templateId: "framework_words",
        targetGroups: ["cohort_words"],
      });
      const { jobs } = await import("#src/features/deployments/jobs.ts");
      await (await makeJobRunner(jobs)).deliver(database.owner(), "deployment.requested", deploymentId);
      const path = `/api/competency-deployments/${deploymentId}`;
      await send("admin", `${path}/withdraw`, { scope: { type: "all" }, reason: say("a postponement") });
      return () => read("admin", `${path}/acts`);
    },
  },
];

const texts = kinds.flatMap(({ said }) => said);
const readers = new Map<string, () => Promise<string>>();

beforeAll(async () => {
  use(first);
  await arrangeTwoSchools(database.owner());
  await rows(`insert into users (id, school_id, name, email, role) values
    ('third', 'north', 'Third', 'third@two-schools.test', 'CLINICAL_SUPERVISOR'),
    ('fourth', 'north', 'Fourth', 'fourth@two-schools.test', 'CLINICAL_SUPERVISOR')`);
  await rows(`insert into placement_supervisors (placement_id, supervisor_id, school_id)
    select 'placement_amina', id, 'north' from unnest(array['third', 'fourth', 'said']) id on conflict do nothing`);
  await rows(
    "insert into competency_templates (id, school_id, name, created_by) values ('framework_words', 'north', 'Care', 'admin')",
  );
  await rows(`insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, created_by)
    values ('words_1', 'north', 'framework_words', 'Skill', 'Care', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system')`);
  await rows("update competency_templates set status = 'PUBLISHED', published_at = now() where id = 'framework_words'");
  await rows(
    "insert into cohorts (id, school_id, program_id, name) values ('cohort_words', 'north', 'program_north', 'Words')",
  );
  await rows(`insert into users (id, school_id, name, email, role, cohort_id)
    values ('student_words', 'north', 'Wanda', 'wanda@two-schools.test', 'STUDENT', 'cohort_words')`);
  await rows("delete from time_records");
  await recount(["amina"]);
  for (const { name, write } of kinds) readers.set(name, await write());
});
beforeEach(() => use(first));
afterAll(() => {
  rmSync(keyFile, { force: true });
  forgetKeys();
});

/** Where a phrase stands as it was written, in any column of any table. */
async function placesOf(phrase: string): Promise<string[]> {
  const tables =
    await rows(`select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`);
  const found: string[] = [];
  for (const { name } of tables) {
    // Columns of bytes are shown in hexadecimal digits.
    const [{ count }] = await rows(
      `select count(*)::int as count from ${name} as kept
       where strpos(to_jsonb(kept)::text, $1) > 0 or strpos(to_jsonb(kept)::text, $2) > 0`,
      [phrase, Buffer.from(phrase).toString("hex")],
    );
    if (count > 0) found.push(name);
  }
  return found;
}

const valuesOf = async ({ table, column }: SealedField): Promise<string[]> =>
  (await rows(`select ${column} as value from ${table} where ${column} is not null`)).map(({ value }) => String(value));

describe("words that somebody writes", () => {
  it("stand nowhere in the database as they were written [V14.2.4]", async () => {
    expect(await placesOf("Hand hygiene")).toContain("public.competencies");
    expect(await placesOf("Zaunkoenig")).toEqual([]);
  });

  it.each(kinds)("are read as they were written: $name", async ({ name, said }) => {
    const shown = await readers.get(name)?.();
    for (const text of said) expect(shown).toContain(text);
    expect(shown).not.toContain("s1.");
  });

  it("are readable in the archive of whom they are about", async () => {
    const { exportedTables, personRows } = await import("#src/features/privacy/exports/person-rows.ts");
    const { withActor } = await import("#src/platform/db/transaction.ts");
    const found = await withActor(systemActor("test"), (tx) =>
      Promise.all(exportedTables.map(({ name }) => personRows(tx, name, "amina"))),
    );
    const archive = JSON.stringify(found);
    const about = [sealedFields.evidence, sealedFields.hoursNote, sealedFields.requestWords, sealedFields.changeReason];
    const own = kinds.filter(({ fields }) => fields.some((field) => about.some((one) => one === field)));
    expect(own).toHaveLength(about.length);
    for (const text of own.flatMap(({ said }) => said)) expect(archive).toContain(text);
    expect(archive).not.toContain("s1.");
  });

  it.each(kinds)(
    "are sealed in their columns, and sealed again by another key: $name",
    async ({ name, said, fields }) => {
      for (const field of fields) {
        const values = (await valuesOf(field)).filter(isSealed);
        expect(values.length, `${field.table}.${field.column}`).toBeGreaterThan(0);
      }
      use(first, second);
      const run = { signal: new AbortController().signal, progress: () => {} };
      // The files of the fixture have no content.
      expect((await reseal(systemActor("test"), run)).unreadable).toBe(await countFiles(database.owner()));
      for (const field of fields) {
        const values = await valuesOf(field);
        expect(values.map((value) => isSealed(value) && sealedBy(value))).toEqual(values.map(() => "second"));
      }
      use(second);
      const shown = await readers.get(name)?.();
      for (const text of said) expect(shown).toContain(text);
    },
  );

  it.each(kinds)(
    "say that they cannot be opened when their key is lost, and cost nobody the page: $name",
    async ({ name }) => {
      use(first);
      const shown = await readers.get(name)?.();
      expect(shown).toContain(unreadableText);
      for (const text of texts) expect(shown).not.toContain(text);
    },
  );
});
