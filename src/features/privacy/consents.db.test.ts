import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { Person } from "../../../tests/support/two-schools.ts";
import type { ConsentTextStep, ConsentTextsAnswer, OwnConsent, OwnConsentsAnswer } from "./consents/schema.ts";

const database = useDatabase();
const api = useApi();

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

const words = "Our school uses what you are assessed on to study how nurses learn.";
const publish = async (purpose = "research", text = words) => {
  const { status, body } = await api.post("admin", "/api/consent-texts", { purpose, words: text });
  expect(status, JSON.stringify(body)).toBe(201);
  return (body as ConsentTextStep).textId;
};
const own = async (who: Person, purpose = "research"): Promise<OwnConsent | undefined> =>
  ((await api.get(who, "/api/me/consents")).body as OwnConsentsAnswer).items.find((one) => one.purpose === purpose);
const answer = (who: Person, isGranted: boolean, textId?: string, purpose = "research") =>
  api.call(who, "PUT", `/api/me/consents/${purpose}`, { body: { isGranted, ...(textId ? { textId } : {}) } });
const isAsked = async (who: Person) => ((await api.get(who, "/api/me")).body as { asksConsent: boolean }).asksConsent;

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  for (const table of ["consents", "consent_decisions", "consent_texts", "learning_analytics"])
    await rows(`delete from ${table}`);
});

describe("what a school asks", () => {
  it("is asked of everybody of that school until they answer, and anew with a later version", async () => {
    expect([await isAsked("amina"), await own("amina")]).toEqual([false, undefined]);
    const first = await publish();
    expect([await isAsked("amina"), await isAsked("hansen"), await isAsked("carl")]).toEqual([true, true, false]);
    expect(await own("amina")).toMatchObject({
      text: { id: first, version: 1, words },
      isGranted: false,
      isAnswered: false,
    });
    expect((await answer("amina", true, first)).status).toBe(200);
    expect([await isAsked("amina"), await isAsked("hansen")]).toEqual([false, true]);
    const second = await publish("research", `${words} Records are kept for ten years.`);
    expect(await isAsked("amina")).toBe(true);
    // What was agreed to holds until it is answered anew.
    expect(await own("amina")).toMatchObject({ text: { id: second, version: 2 }, isGranted: true, isAnswered: false });
    expect((await answer("amina", true, first)).status).toBe(409);
    expect((await answer("amina", false, second)).status).toBe(200);
    expect(await own("amina")).toMatchObject({ isGranted: false, isAnswered: true });
    expect(await rows("select decision, text_id from consent_decisions where user_id = 'amina' order by id")).toEqual([
      { decision: "GIVEN", text_id: first },
      { decision: "WITHDRAWN", text_id: second },
    ]);
  });

  it("is withdrawn at once, and what was recorded goes", async () => {
    await answer("amina", true, undefined, "learning_analytics");
    await rows(
      "insert into learning_analytics (school_id, user_id, interaction_type) values ('north', 'amina', 'VIEW')",
    );
    expect((await answer("amina", false, undefined, "learning_analytics")).status).toBe(200);
    expect(await rows("select from learning_analytics")).toEqual([]);
    await expect(
      rows("insert into learning_analytics (school_id, user_id, interaction_type) values ('north', 'amina', 'VIEW')"),
    ).rejects.toThrow("has not consented");
  });

  it("is ended by the school; the answers stay in the ledger", async () => {
    const textId = await publish();
    await answer("amina", true, textId);
    expect((await api.post("admin", `/api/consent-texts/${textId}/end`, {})).status).toBe(200);
    expect((await api.post("admin", `/api/consent-texts/${textId}/end`, {})).status).toBe(409);
    expect([await isAsked("hansen"), await own("amina")]).toEqual([false, undefined]);
    expect((await answer("hansen", true)).status).toBe(404);
    expect(await rows("select from consent_decisions")).toHaveLength(1);
  });

  it("is counted for the school, and each answer can be taken as CSV", async () => {
    const textId = await publish();
    await answer("amina", true, textId);
    await answer("ben", false, textId);
    const { items, people } = (await api.get("admin", "/api/consent-texts")).body as ConsentTextsAnswer;
    expect(items).toMatchObject([{ version: 1, given: 1, refused: 1 }]);
    expect(people).toBe(
      Number((await rows("select count(*) from users where school_id = 'north' and status = 'ACTIVE'"))[0].count),
    );
    const { bytes, status } = await api.get("admin", "/api/consents/export", { query: { purpose: "research" } });
    expect(status).toBe(200);
    const lines = new TextDecoder().decode(bytes).trim().split("\r\n");
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^Ben,ben@two-schools.test,STUDENT,research,1,REFUSED,/);
    const log = await rows("select detail from access_log where what = 'consents'");
    expect(log).toMatchObject([{ detail: { count: 2, filter: { purpose: "research" } } }]);
  });

  it("cannot be changed once it is published, nor an answer once it is given", async () => {
    const textId = await publish();
    await answer("amina", true, textId);
    await expect(rows("update consent_texts set words = 'Other words than these'")).rejects.toThrow("settled");
    const refused = await rows("select has_table_privilege('app_command', 'consent_decisions', 'update') as changes");
    expect(refused).toEqual([{ changes: false }]);
  });
});
