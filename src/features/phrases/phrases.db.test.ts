import { beforeAll, describe, expect, it } from "vitest";
import type { Phrase, PhrasesAnswer } from "#src/features/phrases/schema.ts";
import { maxPhrases } from "#src/features/phrases/values.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();

beforeAll(() => arrangeTwoSchools(database.owner()));

const own = "/api/quick-phrases";
const ofSchool = "/api/school-phrases";
const phrase = (words: string, kind = "STRENGTH") => ({ kind, words });

async function keep(person: Person, path: string, words: string, kind?: string): Promise<Phrase> {
  const { status, body } = await api.post(person, path, phrase(words, kind));
  expect(status, JSON.stringify(body)).toBe(201);
  return body as Phrase;
}

async function list(person: Person): Promise<{ own: string[]; school: string[] }> {
  const { body } = await api.get(person, own);
  const answer = body as PhrasesAnswer;
  return { own: answer.own.map(({ words }) => words), school: answer.school.map(({ words }) => words) };
}

describe("phrases", () => {
  it("are a supervisor's own, and the school's for all of its supervisors", async () => {
    await keep("hansen", own, "  Kept calm.\n");
    await keep("said", own, "Explains well.");
    await keep("admin", ofSchool, "Say the plan aloud.", "NEXT_STEP");
    await keep("foreignAdmin", ofSchool, "Of the south.");
    expect(await list("hansen")).toEqual({ own: ["Kept calm."], school: ["Say the plan aloud."] });
    expect(await list("said")).toEqual({ own: ["Explains well."], school: ["Say the plan aloud."] });
    expect(await list("admin")).toEqual({ own: [], school: ["Say the plan aloud."] });
    expect(await list("foreign")).toEqual({ own: [], school: ["Of the south."] });
    expect((await api.get("amina", own)).status).toBe(403);
  });

  it("are changed and removed by whoever keeps them, and by nobody else", async () => {
    const mine = await keep("hansen", own, "Asks early.");
    const shared = await keep("admin", ofSchool, "Listens.");
    const put = (person: Person, path: string, id: string) =>
      api.call(person, "PUT", `${path}/${id}`, { body: phrase("Changed.", "ANY") });
    expect((await put("said", own, mine.id)).status).toBe(404);
    expect((await put("admin", ofSchool, mine.id)).status).toBe(404);
    expect((await put("hansen", own, shared.id)).status).toBe(404);
    expect((await put("hansen", ofSchool, shared.id)).status).toBe(403);
    expect((await put("foreignAdmin", ofSchool, shared.id)).status).toBe(404);
    expect((await put("hansen", own, mine.id)).body).toEqual({ id: mine.id, kind: "ANY", words: "Changed." });
    expect((await put("admin", ofSchool, shared.id)).status).toBe(200);
    expect((await api.call("said", "DELETE", `${own}/${mine.id}`)).status).toBe(404);
    expect((await api.call("hansen", "DELETE", `${own}/${mine.id}`)).status).toBe(200);
    expect((await api.call("hansen", "DELETE", `${own}/${mine.id}`)).status).toBe(404);
    expect((await list("hansen")).own).not.toContain("Changed.");
    expect((await list("hansen")).school).toContain("Changed.");
  });

  it("are kept once each, and leave the audit without their words", async () => {
    const kept = await keep("hansen", own, "Steady hands.");
    const again = await api.post("hansen", own, phrase("Steady hands."));
    expect(again.status).toBe(409);
    expect((await keep("said", own, "Steady hands.")).words).toBe("Steady hands.");
    for (const words of ["", "   ", "x".repeat(501)])
      expect((await api.post("hansen", own, phrase(words))).status).toBe(422);
    const { rows } = await database
      .owner()
      .query("select action, actor_id, detail from audit_log where entity_id = $1", [kept.id]);
    expect(rows).toEqual([{ action: "phrase.keep", actor_id: "hansen", detail: { owner: "own" } }]);
  });

  it("are not kept without end", async () => {
    await database.owner().query(
      `insert into quick_phrases (id, school_id, owner_id, kind, words)
       select 'many_' || n, 'south', 'foreign', 'ANY', 'Phrase ' || n from generate_series(1, $1) n`,
      [maxPhrases],
    );
    const refused = await api.post("foreign", own, phrase("One more."));
    expect(refused.status).toBe(409);
    expect((refused.body as { detail: string }).detail).toContain(String(maxPhrases));
  });
});
