import { describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { useVisitors } from "../support/visitor.ts";

const database = useDatabase();
const { makeMember, signIn, visitor, rows } = useVisitors(database.owner);

describe("entering a sample school", () => {
  type Visitor = ReturnType<typeof visitor>;
  const enter = (who: Visitor, role = "SCHOOL_ADMIN") => who.post("/api/auth/sample", { role });
  const leave = (who: Visitor) => who.post("/api/auth/sample/leave");
  const me = async (who: Visitor) => (await who.get("/api/me")).body as { id: string; role: string; isSample: boolean };

  async function signInAdmin() {
    const member = await makeMember();
    await rows("update users set role = 'SCHOOL_ADMIN' where id = $1", [member.id]);
    const here = await signIn(member);
    expect((await here.post("/api/sample-school")).status).toBe(201);
    return { member, here };
  }

  it("is for an admin of the school, who changes roles there and comes back", async () => {
    const { member, here } = await signInAdmin();
    expect((await enter(here)).status).toBe(200);
    expect(await me(here)).toMatchObject({ role: "SCHOOL_ADMIN", isSample: true });
    expect((await here.get("/api/sample-school")).body).toMatchObject({ isSample: true, holds: null });
    for (const role of ["STUDENT", "CLINICAL_SUPERVISOR"]) {
      expect((await enter(here, role)).status).toBe(200);
      expect(await me(here)).toMatchObject({ role, isSample: true });
    }
    // One session at a time stays open there.
    expect(
      await rows(`select 1 from sessions x join schools s on s.id = x.school_id
        where s.sample_of = 'north' and x.revoked_at is null`),
    ).toHaveLength(1);
    expect((await leave(here)).status).toBe(200);
    expect(await me(here)).toMatchObject({ id: member.id, isSample: false });
    expect(here.jar.has("kept-refresh")).toBe(false);
    expect((await leave(here)).status).toBe(200);
    expect(await me(here)).toMatchObject({ id: member.id });
  });

  it("is refused to others, and to whoever holds a session there alone", async () => {
    const { here } = await signInAdmin();
    const student = await signIn(await makeMember());
    expect((await enter(student)).status).toBe(403);
    expect((await enter(visitor())).status).toBe(401);
    await enter(here, "STUDENT");
    const alone = visitor(new Map([["refresh", here.jar.get("refresh") ?? ""]]));
    expect((await enter(alone)).status).toBe(401);
    expect((await here.post("/api/sample-school")).status).toBe(403);
  });

  it("leaves nobody's session behind", async () => {
    const { here } = await signInAdmin();
    const own = here.jar.get("refresh") ?? "";
    await enter(here);
    await here.post("/api/auth/sign-out");
    expect(here.jar.has("kept-refresh")).toBe(false);
    expect((await visitor(new Map([["refresh", own]])).post("/api/auth/refresh")).status).toBe(401);
  });

  it("ends for everybody when the sample is removed, whose own session goes on", async () => {
    const { member, here } = await signInAdmin();
    await enter(here);
    const { here: colleague } = await signInAdmin();
    expect((await colleague.del("/api/sample-school")).status).toBe(200);
    expect((await here.get("/api/me")).status).toBe(401);
    expect((await leave(here)).status).toBe(200);
    expect(await me(here)).toMatchObject({ id: member.id });
  });
});
