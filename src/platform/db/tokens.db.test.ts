import { describe, expect, it } from "vitest";
import { useDatabase } from "../../../tests/support/database.ts";
import { claimsFor, claimsOf, inTwoSchools, people } from "../../../tests/support/two-schools.ts";

/**
 * What a token reads that PostgREST lets in: a role of the database and the claims, which stay what they were when it was
 * signed. `users` and `sessions` say whether they still hold.
 */
const database = useDatabase();
const { asOwner, attempt, become, ids } = inTwoSchools(database.owner);

const readable = "select id from users union all select id from schools union all select id from rating_scales";
const asHansen = { ...people.hansen, claims: JSON.parse(claimsOf("hansen")) as Record<string, unknown> };

async function seenWith(claims: string | object): Promise<string[]> {
  await become("authenticated", typeof claims === "string" ? claims : JSON.stringify(claims));
  return ids(readable);
}

describe("a token", () => {
  it("reads what its user may read", async () => {
    expect(await seenWith(claimsOf("hansen"))).toEqual(expect.arrayContaining(["amina", "hansen", "north"]));
  });

  it.each([
    ["is suspended", "update users set status = 'SUSPENDED' where id = 'hansen'"],
    ["has left", "update users set status = 'LEFT' where id = 'hansen'"],
    ["has not accepted the invitation", "update users set status = 'INVITED' where id = 'hansen'"],
    ["has another role now", "update users set role = 'SCHOOL_ADMIN' where id = 'hansen'"],
    [
      "is of a school that is suspended",
      "update schools set status = 'SUSPENDED', suspended_at = now(), suspended_reason = 'Unpaid' where id = 'north'",
    ],
    ["has signed out", "update sessions set revoked_at = now() where user_id = 'hansen'"],
    ["was not seen until the session ended", "update sessions set expires_at = now() where user_id = 'hansen'"],
    ["must set up a second factor first", "update sessions set must_enrol = true where user_id = 'hansen'"],
    ["has no session any more", "delete from sessions where user_id = 'hansen'"],
  ])("reads nothing once its user %s", async (_, change) => {
    expect(await seenWith(claimsOf("hansen"))).not.toEqual([]);
    await asOwner(change);
    expect(await seenWith(claimsOf("hansen"))).toEqual([]);
  });

  it.each([
    ["of another role", claimsFor({ ...people.hansen, role: "SCHOOL_ADMIN" })],
    ["of everybody's role", claimsFor({ ...people.hansen, role: "SUPER_ADMIN" })],
    ["of another school", claimsFor({ ...people.hansen, schoolId: "south" })],
    ["of nobody", claimsFor({ ...people.hansen, id: "nobody" })],
    ["without a session", { ...asHansen.claims, session_id: undefined }],
    ["with an empty session", { ...asHansen.claims, session_id: "" }],
    ["with another's session", { ...asHansen.claims, session_id: "session_admin" }],
    ["with a list of sessions", { ...asHansen.claims, session_id: ["session_hansen"] }],
    ["that is a list", "[]"],
    ["that is a text", '"hansen"'],
  ])("%s reads nothing", async (_, claims) => {
    expect(await seenWith(claims)).toEqual([]);
  });

  it("finds out no more about other people's sessions by asking", async () => {
    await become("authenticated", claimsOf("hansen"));
    expect(await attempt("select app.auth_session_lives('session_admin', 'admin')")).toBe("42501");
  });
});

it("the program, which has looked already, is not asked again", async () => {
  await asOwner(`create or replace function app.token_claim(wanted text) returns text language plpgsql stable
    security definer set search_path = '' as $$ begin raise exception 'asked'; end $$`);
  const text = `${readable} union all select app.supervised_student_ids()`;
  await become("authenticated", claimsOf("hansen"));
  expect(await attempt(text)).toBe("P0001");
  await become("authenticated", "");
  expect(await attempt(text)).toBe("0 rows");
  await asOwner(
    "select set_config('app.user_id', 'hansen', true), set_config('app.user_role', 'CLINICAL_SUPERVISOR', true), set_config('app.school_id', 'north', true)",
  );
  for (const role of ["authenticated", "app_command"] as const) {
    await become(role, "");
    expect(await ids(text)).toEqual(expect.arrayContaining(["amina", "hansen", "north"]));
  }
});
