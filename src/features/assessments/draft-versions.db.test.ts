import { beforeAll, beforeEach, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();
const student = { studentId: "amina", competencyId: "competency_north" };
const path = "/api/competency-assessments";

type Draft = { assessmentId: string; version: string };

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  await database.owner().query("update assessments set status = 'DISCARDED' where status = 'DRAFT'");
});

const words = (strengths: string) => ({ evaluationData: { overallRating: 3, strengths } });

/** A draft that one tab holds since "one", and another has changed to "two". */
async function changedElsewhere(): Promise<Draft> {
  const { status, body } = await api.post("hansen", `${path}/drafts`, {
    ...student,
    ...words("one"),
    baseVersion: null,
  });
  expect(status).toBe(201);
  const draft = body as Draft;
  const newer = { ...words("two"), baseVersion: draft.version };
  expect(await api.call("hansen", "PUT", `${path}/${draft.assessmentId}/draft`, { body: newer })).toMatchObject({
    status: 200,
  });
  return draft;
}

async function savedDraft() {
  const { body } = await api.get("hansen", `${path}/form`, { query: student });
  return (body as { draft: (Draft & { evaluationData: { strengths?: string } }) | null }).draft;
}

const conflict = { status: 409, body: { code: "conflict", errors: [{ path: "baseVersion" }] } };

it("does not sign over a text that another tab has saved since", async () => {
  const { assessmentId, version } = await changedElsewhere();
  const submit = (baseVersion: string | undefined) =>
    api.post("hansen", `${path}/${assessmentId}/submit`, { ...words("one"), baseVersion });
  expect(await submit(version)).toMatchObject(conflict);
  const saved = await savedDraft();
  expect(saved?.evaluationData.strengths).toBe("two");
  expect(await submit(saved?.version)).toMatchObject({ status: 201 });
});

it("does not discard a text that another tab has saved since", async () => {
  const { assessmentId, version } = await changedElsewhere();
  const discard = (baseVersion: string) =>
    api.call("hansen", "DELETE", `${path}/${assessmentId}/draft`, { query: { baseVersion } });
  expect(await discard(version)).toMatchObject(conflict);
  const saved = await savedDraft();
  expect(saved?.evaluationData.strengths).toBe("two");
  expect(await discard(saved?.version ?? "")).toMatchObject({ status: 200 });
  expect(await savedDraft()).toBeNull();
});
