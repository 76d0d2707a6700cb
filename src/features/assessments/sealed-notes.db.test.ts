import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { config } from "#src/config.ts";
import { changeKeyFile } from "#src/platform/keys/key-file.ts";
import { encryptionKeys, forgetKeys } from "#src/platform/keys/keys.ts";
import { countSealedBy, reseal } from "#src/platform/sealed/reseal.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { tablesThatSay } from "../../../tests/support/tables-that-say.ts";

const database = useDatabase();
const api = useApi();
const student = { studentId: "amina", competencyId: "competency_north" };
const path = "/api/competency-assessments";
const note = "Cried after the round; offer a talk.";
const keyFile = join(config.dataDir, "keys");

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  await database.owner().query("update assessments set status = 'DISCARDED' where status = 'DRAFT'");
});
afterEach(() => {
  rmSync(keyFile, { force: true });
  forgetKeys();
});

const tablesWith = (word: string) => tablesThatSay(database.owner(), word);

const content = (privateNote: string) => ({ evaluationData: { overallRating: 3, privateNote } });
type Draft = { assessmentId: string; version: string; evaluationData: { privateNote?: string } };

async function saveDraft(privateNote: string): Promise<Draft> {
  const { status, body } = await api.post("hansen", `${path}/drafts`, { ...student, ...content(privateNote) });
  expect(status).toBe(201);
  return body as Draft;
}

async function savedDraft(): Promise<Draft | null> {
  const { body } = await api.get("hansen", `${path}/form`, { query: student });
  return (body as { draft: Draft | null }).draft;
}

it("is nowhere in the database as it was written: in the draft, signed, amended, taken back, or asked for again", async () => {
  const draft = await saveDraft(note);
  expect((await savedDraft())?.evaluationData.privateNote).toBe(note);
  expect(await tablesWith("Cried after")).toEqual([]);

  const signed = await api.call("hansen", "POST", `${path}/${draft.assessmentId}/submit`, {
    body: content(note),
    headers: { "idempotency-key": "sealed-note-1" },
  });
  expect(signed.status).toBe(201);
  const read = async () => {
    const { body } = await api.get("hansen", `${path}/${draft.assessmentId}`);
    return (body as { evaluations: { privateNote: string | null }[] }).evaluations.map((one) => one.privateNote);
  };
  expect(await read()).toEqual([note]);
  expect(await tablesWith("Cried after")).toEqual([]);

  const reopened = await api.post("hansen", `${path}/${draft.assessmentId}/take-back`, { baseRevision: 1 });
  expect(reopened.status).toBe(200);
  expect((await savedDraft())?.evaluationData.privateNote).toBe(note);
  expect(await tablesWith("Cried after")).toEqual([]);
  // As a control: what is not sealed is found.
  expect(await tablesWith("Hand hygiene")).not.toEqual([]);
});

it("has the same version when it is saved again, and another when it says something else", async () => {
  const first = await saveDraft(note);
  const again = await saveDraft(note);
  expect(again.version).toBe(first.version);
  expect((await saveDraft("Something else.")).version).not.toBe(first.version);
});

it("of drafts and signed evaluations is sealed again under a new key, and read as before", async () => {
  await saveDraft(note);
  const [before] = encryptionKeys();
  mkdirSync(config.dataDir, { recursive: true });
  changeKeyFile(keyFile, () => ({
    encryption: [{ id: "next", secret: Buffer.alloc(32, 9), usedFrom: new Date("2026-01-01T00:00:00Z") }],
  }));
  forgetKeys();
  const actor = systemActor("test");
  const outcome = await reseal(actor, { signal: new AbortController().signal, progress: () => {} });
  // The content of the files that these rows name is in no store.
  const { rowCount } = await database.owner().query("select from files");
  expect(outcome).toMatchObject({ files: 0, unreadable: rowCount });
  expect(outcome.fields).toBeGreaterThan(1);
  expect(await countSealedBy(actor, before?.id ?? "")).toBe(0);
  expect((await savedDraft())?.evaluationData.privateNote).toBe(note);
  const { body } = await api.get("hansen", `${path}/assessment_amina`);
  expect(JSON.stringify(body)).toContain("Tired today.");
});

it("is an error, and neither a gap nor another's text, when it was changed in the database", async () => {
  const owner = database.owner();
  await owner.query("set session_replication_role = replica");
  await owner.query(`update evaluation_private_notes set note = left(note, -4) || 'AAAA'
    where evaluation_id = 'evaluation_amina'`);
  await owner.query("set session_replication_role = origin");
  const { status, body } = await api.get("hansen", `${path}/assessment_amina`);
  expect(status).toBe(500);
  expect(JSON.stringify(body)).not.toMatch(/Tired|evaluation_private_notes/);
});
