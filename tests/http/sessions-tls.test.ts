import { expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { useVisitors } from "../support/visitor.ts";

const database = useDatabase();
process.env.APP_URL = "https://competency.test";
const { makeMember, signIn, visitor } = useVisitors(database.owner);

it("sets cookies over TLS under names that only a secure page of this host can set [V3.3.1] [V3.3.2]", async () => {
  const { answer } = await signIn(await makeMember());
  expect(answer.cookies).toEqual([
    expect.stringMatching(/^__Host-access=[\w.-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/),
    expect.stringMatching(
      /^__Secure-refresh=[\w-]{43}; Path=\/api\/auth; Max-Age=1210200; HttpOnly; SameSite=Lax; Secure$/,
    ),
    expect.stringMatching(
      /^__Secure-device=[\w-]{43}; Path=\/api\/auth; Max-Age=34560000; HttpOnly; SameSite=Lax; Secure$/,
    ),
  ]);
});

it("reads those cookies and no others, and deletes them", async () => {
  const here = await signIn(await makeMember());
  expect((await here.get("/api/auth/session")).status).toBe(200);
  const planted = visitor(new Map([["access", here.jar.get("__Host-access") ?? ""]]));
  expect((await planted.get("/api/auth/session")).status).toBe(401);
  expect((await here.post("/api/auth/refresh")).status).toBe(200);
  await here.post("/api/auth/sign-out");
  expect([...here.jar.keys()]).toEqual(["__Secure-device"]);
});
