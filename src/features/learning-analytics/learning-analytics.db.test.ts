import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { flushInteractions, noteInteraction } from "#src/platform/interactions/interactions.ts";
import { arrangeTwoSchools, type Caller, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { people } from "../../../tests/support/two-schools.ts";
import type { ConsentAnswer } from "./schema.ts";

const database = useDatabase();
const api = useApi();
const rows = async (text: string, values: unknown[] = []) => (await database.owner().query(text, values)).rows;

const path = "/api/me/consents/learning-analytics";
const decide = async (person: Caller, isGranted: boolean) => {
  const answer = await api.call(person, "PUT", "/api/me/consents/learning_analytics", { body: { isGranted } });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return (await api.get(person, path)).body as ConsentAnswer;
};
const recorded = () =>
  rows(`select user_id, interaction_type, competency_id, session_id, host(ip_address) as ip, user_agent
        from learning_analytics order by timestamp, interaction_type desc, user_agent`);
const note = (person: keyof typeof people, over: Partial<Parameters<typeof noteInteraction>[1]> = {}) => {
  const { id, role, schoolId } = people[person];
  noteInteraction(
    { kind: "user", userId: id, role, schoolId, sessionId: `session_${id}` },
    { type: "VIEW", competencyId: undefined, isLook: false, ip: "192.0.2.7", userAgent: "Test/1", ...over },
  );
};

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  await flushInteractions();
  await rows("delete from learning_analytics");
  await rows("delete from consents");
  await rows("delete from consent_decisions");
  await rows("update schools set settings = '{}'");
});

describe("the consent to learning analytics", () => {
  it("is nobody's until they give it, and is asked of them once", async () => {
    expect((await api.get("amina", path)).body).toEqual({
      isGranted: false,
      grantedAt: null,
      isAnswered: false,
      recorded: 0,
      recordsAddresses: false,
    });
    expect(await decide("amina", false)).toMatchObject({ isGranted: false, grantedAt: null, isAnswered: true });
    expect(await decide("amina", true)).toMatchObject({ isGranted: true, isAnswered: true });
    const acts = await rows(
      "select action, detail from audit_log where action like 'consent.%' order by occurred_at, id",
    );
    expect(acts.map(({ action }) => action)).toEqual(["consent.withdraw", "consent.grant"]);
    expect(acts[0].detail).toMatchObject({ purpose: "learning_analytics" });
  });

  it("keeps its time when it is given again, and has a new one after it was withdrawn", async () => {
    const first = await decide("amina", true);
    expect((await decide("amina", true)).grantedAt).toBe(first.grantedAt);
    await decide("amina", false);
    expect((await decide("amina", true)).grantedAt).not.toBe(first.grantedAt);
  });

  it("takes what was recorded back, and that of nobody else", async () => {
    await decide("amina", true);
    await decide("ben", true);
    note("amina");
    note("ben");
    await flushInteractions();
    expect((await api.get("amina", path)).body).toMatchObject({ recorded: 1 });
    expect(await decide("amina", false)).toMatchObject({ isGranted: false, recorded: 0 });
    expect((await recorded()).map(({ user_id }) => user_id)).toEqual([people.ben.id]);
  });

  it("that is withdrawn while something is stored leaves nothing", async () => {
    for (let n = 0; n < 20; n += 1) {
      await decide("amina", true);
      for (let more = 0; more < 20; more += 1) note("amina");
      await Promise.all([flushInteractions(), decide("amina", false)]);
      expect(await recorded()).toEqual([]);
    }
  });
});

describe("the use of the program", () => {
  it("is recorded with the consent alone, together, and in its own school", async () => {
    await decide("amina", true);
    note("amina", { type: "PROGRESS_CHECK" });
    note("ben");
    note("amina", { type: "EVIDENCE_UPLOAD", userAgent: "X".repeat(500) });
    expect(await recorded()).toEqual([]);
    await flushInteractions();
    const found = await recorded();
    expect(found.map(({ user_id, interaction_type }) => [user_id, interaction_type])).toEqual([
      [people.amina.id, "PROGRESS_CHECK"],
      [people.amina.id, "EVIDENCE_UPLOAD"],
    ]);
    expect(found[0]).toMatchObject({ session_id: `session_${people.amina.id}`, user_agent: "Test/1" });
    expect(found[1].user_agent).toHaveLength(200);
  });

  it("has no address unless the school says so", async () => {
    await decide("amina", true);
    note("amina");
    await flushInteractions();
    expect((await recorded())[0].ip).toBeNull();
    expect(
      (
        await api.call("admin", "PATCH", "/api/school", {
          body: { recordsAddresses: true },
          headers: { "if-match": "*" },
        })
      ).status,
    ).toBe(200);
    note("amina");
    note("amina", { ip: "unknown" });
    await flushInteractions();
    expect((await recorded()).map(({ ip }) => ip)).toEqual([null, "192.0.2.7", null]);
  });

  it("counts a look once in five minutes, and an act each time", async () => {
    await decide("amina", true);
    for (let n = 0; n < 3; n += 1) note("amina", { isLook: true, type: "FEEDBACK_VIEW", competencyId: "look" });
    for (let n = 0; n < 3; n += 1) note("amina");
    await flushInteractions();
    // A competency that does not exist is left out, and not the interaction.
    expect(await recorded()).toHaveLength(4);
  });

  it("follows from what an API client reads and sends, with the competency", async () => {
    await decide("amina", true);
    const [assignment] = await rows("select id, competency_id from competency_assignments where user_id = $1 limit 1", [
      people.amina.id,
    ]);
    expect((await api.get("amina", `/api/competency-assignments/${assignment.id}`)).status).toBe(200);
    expect((await api.get("amina", "/api/competency-progress")).status).toBe(200);
    expect((await api.get("amina", "/api/competency-assignments/none")).status).toBe(404);
    await flushInteractions();
    expect((await recorded()).map(({ interaction_type, competency_id }) => [interaction_type, competency_id])).toEqual([
      ["VIEW", assignment.competency_id],
      ["PROGRESS_CHECK", null],
    ]);
  });

  it("is stored later where the database refuses for a moment, and is not doubled", async () => {
    await decide("amina", true);
    note("amina");
    await rows("alter table learning_analytics rename to away");
    await flushInteractions();
    await rows("alter table away rename to learning_analytics");
    await flushInteractions();
    await flushInteractions();
    expect(await recorded()).toHaveLength(1);
  });
});
