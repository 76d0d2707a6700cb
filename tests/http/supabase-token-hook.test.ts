import { afterAll, beforeAll, expect, it } from "vitest";
import { subjectOf } from "#src/platform/identity/supabase/subject.ts";
import { useDatabase } from "../support/database.ts";
import { startSupabaseAuth } from "../support/supabase-auth/server.ts";
import { useSupabaseAuth } from "../support/supabase-auth/use-server.ts";
import { type Member, password, useVisitors } from "../support/visitor.ts";

const auth = await startSupabaseAuth();
useSupabaseAuth(auth);
const database = useDatabase();
const { makeMember, signIn, rows } = useVisitors(database.owner);

beforeAll(() => {
  // As the service calls a function of the database.
  auth.state.hook = async (event) => {
    const [row] = await rows<{ answer: Awaited<ReturnType<NonNullable<typeof auth.state.hook>>> }>(
      "select app.access_token_hook($1) as answer",
      [JSON.stringify(event)],
    );
    if (!row) throw new Error("the hook answers nothing");
    return row.answer;
  };
});
afterAll(() => auth.stop());

/** Signs in beside the program, as whoever has the public key of the project can. */
async function tokenOf({ email }: Member) {
  const response = await fetch(`${auth.url}/auth/v1/token?grant_type=password`, {
    method: "POST",
    headers: { apikey: auth.keys.publishable, "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  const { access_token: token = "" } = (await response.json()) as { access_token?: string };
  const claims = token ? JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) : undefined;
  return { status: response.status, claims };
}

it("puts role and school into tokens as they are here, whatever stands there", async () => {
  const member = await makeMember();
  expect((await signIn(member)).answer.status).toBe(200);
  Object.assign(auth.users.get(subjectOf(member.id))?.appMetadata ?? {}, { role: "SUPER_ADMIN", school_id: "south" });
  const { claims } = await tokenOf(member);
  expect(claims).toMatchObject({
    sub: subjectOf(member.id),
    role: "authenticated",
    app_metadata: { provider: "email", user_id: member.id, role: "STUDENT", school_id: "north" },
  });
});

it("gives none to whoever may not sign in here, at once", async () => {
  const member = await makeMember();
  await signIn(member);
  await rows("update users set status = 'SUSPENDED' where id = $1", [member.id]);
  expect((await tokenOf(member)).status).toBe(403);
  expect((await signIn(member)).answer.status).toBe(401);
  auth.addUser({ email: "stranger@north.test", password });
  expect((await tokenOf({ id: "", email: "stranger@north.test" })).status).toBe(403);
  // Under the address of a person here, too.
  const taken = await makeMember();
  auth.addUser({ email: taken.email, password });
  expect((await signIn(taken)).answer.status).toBe(401);
});

it("gives one that may do nothing to people of a suspended school, who learn it from the program", async () => {
  const member = await makeMember();
  await signIn(member);
  await rows(
    "update schools set status = 'SUSPENDED', suspended_at = now(), suspended_reason = 'x' where id = 'north'",
  );
  expect((await tokenOf(member)).claims.role).toBe("anon");
  const { answer } = await signIn(member);
  expect([answer.status, answer.body.detail]).toEqual([403, expect.stringContaining("school is suspended")]);
  await rows("update schools set status = 'OPEN', suspended_at = null, suspended_reason = null where id = 'north'");
  expect((await tokenOf(member)).claims.role).toBe("authenticated");
});

it("gives one that may do nothing to whoever has a second factor here, which the program still asks for", async () => {
  const member = await makeMember();
  await signIn(member);
  await rows(
    "insert into passkeys (id, school_id, user_id, name, public_key, is_synced) values ('key', 'north', $1, 'Key', '\\x00', false)",
    [member.id],
  );
  expect((await tokenOf(member)).claims.role).toBe("anon");
  const { answer } = await signIn(member);
  expect([answer.status, answer.body.mfaRequired]).toEqual([200, true]);
});
