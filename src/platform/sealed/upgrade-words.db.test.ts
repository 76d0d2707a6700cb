import { beforeAll, expect, it } from "vitest";
import { migrateDown, migrateUp, migrationStatus } from "#src/platform/db/migrations.ts";
import { isSealed, sealedFields } from "#src/platform/sealed/field.ts";
import { reseal } from "#src/platform/sealed/reseal.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { countFiles, type Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const rows = async (text: string, values: unknown[] = []) => (await database.owner().query(text, values)).rows;
const long = (what: string, length: number) => `${what} ${"x".repeat(length)}`.slice(0, length);

/** Columns whose words are settled for everybody but the job that seals them, and those that had a bound. */
const fields = [
  sealedFields.evidence,
  sealedFields.reviewComment,
  sealedFields.submissionActEvidence,
  sealedFields.hoursActivity,
  sealedFields.hoursReason,
  sealedFields.requestWords,
  sealedFields.consentText,
  sealedFields.holdReason,
  sealedFields.statusReason,
];
const words = async () =>
  Object.fromEntries(
    await Promise.all(
      fields.map(async ({ table, column }) => [
        `${table}.${column}`,
        (await rows(`select ${column} as word from ${table} where ${column} is not null order by id`)).map(
          ({ word }) => word as string,
        ),
      ]),
    ),
  ) as Record<string, string[]>;

async function migrateDownBelow(name: string): Promise<void> {
  while ((await migrationStatus(database.url)).applied.includes(name)) await migrateDown(database.url, 1);
}

const read = async (who: Person, path: string) => {
  const { status, body } = await api.get(who, path);
  expect(status, path).toBe(200);
  return JSON.stringify(body);
};

/** What is shown of all of it. */
const shown = async () =>
  Promise.all([
    read("hansen", "/api/submissions/old"),
    read("amina", "/api/time-records"),
    read("amina", "/api/assessment-requests/old_request"),
    read("amina", "/api/me/consents"),
    read("admin", "/api/legal-holds"),
    read("admin", "/api/users/ben"),
  ]);

beforeAll(() => arrangeTwoSchools(database.owner()));

it("words of the version that did not seal them are read as they are, are sealed whatever their state, and say the same", async () => {
  await migrateDownBelow("0140_words_seal");
  await rows("delete from time_records");
  await rows("delete from competency_submissions");
  await rows(`insert into competency_submissions (id, school_id, student_id, competency_id, submitted_by, status,
      submitted_at, evidence, reviewed_by, review_comment)
    values ('old', 'north', 'amina', 'competency_north', 'amina', 'REJECTED', now(), 'My evidence', 'hansen', 'My comment')`);
  await rows(`insert into submission_acts (id, school_id, student_id, submission_id, act, actor_id, actor_name, evidence)
    values ('old_act', 'north', 'amina', 'old', 'SUBMITTED', 'amina', 'Amina', 'My evidence')`);
  const hours = `insert into time_records (id, school_id, student_id, placement_id, rotation_id, started_at, ended_at, minutes, activity, status, reason)
    select $1, 'north', 'amina', 'placement_amina', 'rotation_north', now() - $2 * interval '1 hour', now() - ($2 - 2) * interval '1 hour', 120, 'My activity', $3, $4`;
  for (const [id, ago, status, reason] of [
    ["a", 4, "PENDING", null],
    ["b", 8, "APPROVED", null],
    ["c", 12, "NOT_APPROVED", "My reason"],
    ["d", 16, "DRAFT", null],
  ])
    await rows(hours, [id, ago, status, reason]);
  await rows(`insert into assessments (id, school_id, student_id, competency_id, assessor_id, requested_by, status, request_words, decline_reason)
    values ('old_request', 'north', 'amina', 'competency_north', 'hansen', 'amina', 'DECLINED', 'My request', 'My refusal')`);
  await rows(
    "insert into consent_texts (id, school_id, purpose, version, words, published_by) values ('t', 'north', 'research', 1, $1, 'admin')",
    [long("My text", 5_000)],
  );
  await rows(
    "insert into legal_holds (id, school_id, user_id, reason, placed_by) values ('h', 'north', 'amina', $1, 'admin')",
    [long("My inquiry", 500)],
  );
  await rows("update users set status = 'SUSPENDED', status_reason = $1 where id = 'ben'", [long("My leave", 300)]);

  await migrateUp(database.url);
  const [before, plain] = [await shown(), await words()];
  for (const text of [
    "My evidence",
    "My activity",
    "My reason",
    "My request",
    "My refusal",
    "My text",
    "My inquiry",
    "My leave",
  ])
    expect(before.join(" ")).toContain(text);

  const run = { signal: new AbortController().signal, progress: () => {} };
  const { fields: sealed, unreadable } = await reseal(systemActor("test"), run);
  // The files of the fixture have no content.
  expect([sealed > 0, unreadable]).toEqual([true, await countFiles(database.owner())]);
  for (const [field, values] of Object.entries(await words()))
    expect([field, values.length, values.every(isSealed)]).toEqual([field, plain[field]?.length, true]);
  expect(await shown()).toEqual(before);
  expect(await reseal(systemActor("test"), run)).toEqual({
    fields: 0,
    files: 0,
    unreadable: await countFiles(database.owner()),
  });
  // What is settled is so for everything but a seal, and for a job too.
  for (const text of ["My other words", "s1.k.short"])
    await expect(asSystem("update time_records set activity = $1 where id = 'b'", text)).rejects.toThrow("settled");
  await expect(asSystem("update consent_texts set words = $1 where id = 't'", "My other words")).rejects.toThrow(
    "settled",
  );

  // Without the program nothing is opened: what fits stays, and what does not says so.
  await migrateDownBelow("0140_words_seal");
  expect(await words()).toMatchObject({
    "competency_submissions.evidence": [expect.stringMatching(/^s1\./)],
    "consent_texts.words": ["(stored encrypted)"],
    "legal_holds.reason": ["(stored encrypted)"],
    "users.status_reason": [],
  });
  await migrateUp(database.url);
  expect((await shown())[0]).toBe(before[0]);
});

async function asSystem(text: string, value: string): Promise<void> {
  await rows("begin");
  try {
    await rows("set local role app_system");
    await rows(text, [value]);
  } finally {
    await rows("rollback");
  }
}
