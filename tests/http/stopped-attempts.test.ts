import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { stoppedAttempts } from "#src/platform/log/stopped-attempts.ts";
import { arrangeTwoSchools, useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";
import { isServerless, looksInside } from "../support/serverless.ts";

const database = useDatabase();
const api = useApi();
beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(() => stoppedAttempts.flush());

it("notes what input, limits and missing proofs stop, by the endpoint and the person [V16.3.3]", async ({ skip }) => {
  skip(isServerless, looksInside);
  const note = vi.spyOn(stoppedAttempts, "note");
  const noted = () => note.mock.calls.map(([{ method, route, userId }, { code }]) => [method, route, userId, code]);
  await api.post("hansen", "/api/competency-assessments", { studentId: 7, words: "Amina's words" });
  await api.post("hansen", "/api/competency-assessments", "no object");
  await api.post("amina", "/api/auth/sign-in", { email: "nobody" });
  expect(noted()).toEqual([
    ["POST", "/api/competency-assessments", "hansen", "invalid"],
    ["POST", "/api/competency-assessments", "hansen", expect.stringMatching(/invalid|malformed/)],
    ["POST", "/api/auth/sign-in", undefined, "invalid"],
  ]);
  expect(JSON.stringify(note.mock.calls.map(([stopped]) => stopped))).not.toContain("words");
});
