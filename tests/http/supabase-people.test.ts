import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runCheck } from "#src/features/health/run-check.ts";
import { jobs as peopleJobs } from "#src/features/people/jobs.ts";
import { jobs as sessionJobs } from "#src/features/sessions/jobs.ts";
import { subjectOf } from "#src/platform/identity/supabase/subject.ts";
import { systemActor } from "#src/policy/actor.ts";
import { useDatabase } from "../support/database.ts";
import { jobContext, makeJobRunner } from "../support/jobs.ts";
import { startSupabaseAuth } from "../support/supabase-auth/server.ts";
import { useSupabaseAuth } from "../support/supabase-auth/use-server.ts";
import { type Member, newPassword, password, useVisitors } from "../support/visitor.ts";

const auth = await startSupabaseAuth();
useSupabaseAuth(auth);
const database = useDatabase();
const { visitor, makeMember, signIn, pass, rows } = useVisitors(database.owner);
const outbox = join(process.env.DATA_DIR ?? "", "outbox");

let admin: Awaited<ReturnType<typeof signIn>>;
let members = 0;

beforeAll(async () => {
  admin = await signIn(await makeMember({ role: "SCHOOL_ADMIN" }));
});
afterAll(() => auth.stop());
beforeEach(() => {
  auth.state.down = 0;
  rmSync(outbox, { recursive: true, force: true });
});

const there = ({ id }: Pick<Member, "id">) => auth.users.get(subjectOf(id));
const send = () => makeJobRunner(sessionJobs).run("sessions.send-people", {});
const changes = () => auth.calls.filter((call) => /^(PUT|POST|DELETE) \/admin/.test(call)).length;
const sentOf = async ({ id }: Pick<Member, "id">) =>
  (await rows<object>("select revision, fault from identity.sent_person where user_id = $1", [id]))[0];

async function tokenSentTo(email: string, runner: typeof sessionJobs, job: string, pattern: RegExp): Promise<string> {
  await makeJobRunner(runner).run(job, {});
  const mails = readdirSync(outbox).filter((name) => name.endsWith(".json"));
  const all = mails.sort().map((name) => JSON.parse(readFileSync(join(outbox, name), "utf8")));
  return pattern.exec(all.findLast(({ to, text }) => to === email && pattern.test(text))?.text ?? "")?.[1] ?? "no mail";
}

async function invite(): Promise<Member> {
  members += 1;
  const email = `invited.${members}@north.test`;
  const answer = await admin.post("/api/users/invitations", {
    people: [{ name: "As Invited", email, role: "STUDENT" }],
    send: true,
  });
  const [item] = answer.body.items as { userId: string }[];
  return { id: item?.userId ?? "", email };
}

describe("people where Supabase Auth checks the passwords", () => {
  it("are there once they are invited, under their own id, and join with a password of their own", async () => {
    const person = await invite();
    await send();
    expect(subjectOf(person.id)).toBe(person.id);
    expect(there(person)).toMatchObject({
      email: person.email,
      confirmedAt: undefined,
      bannedUntil: 0,
      appMetadata: { provider: "email", user_id: person.id, role: "STUDENT", school_id: "north" },
    });
    const token = await tokenSentTo(person.email, peopleJobs, "people.mail-invitations", /token=(\S+)/);
    const accept = () =>
      visitor().post("/api/auth/invitation/accept", { token, name: "Own Name", password: newPassword });
    // While the service is away nothing is used up.
    auth.state.down = 503;
    expect((await accept()).status).toBe(503);
    auth.state.down = 0;
    expect((await accept()).status).toBe(200);
    expect(there(person)).toMatchObject({ confirmedAt: expect.any(String), password: newPassword });
    const sent = changes();
    expect((await signIn(person, newPassword)).answer.status).toBe(200);
    await send();
    expect(changes()).toBe(sent);
  });

  it("set a new password by the link of a mail, there too, whether they were sent before or not", async () => {
    const member = await makeMember({ hasPassword: false });
    for (const chosen of [newPassword, "a third staple for that horse"]) {
      await visitor().post("/api/auth/password/forgot", { email: member.email });
      const token = await tokenSentTo(member.email, sessionJobs, "sessions.send-mails", /#token=([\w-]+)/);
      const reset = () => visitor().post("/api/auth/password/reset", { token, password: chosen });
      auth.state.down = 503;
      expect((await reset()).status).toBe(503);
      auth.state.down = 0;
      expect((await reset()).status).toBe(200);
      expect((await signIn(member, chosen)).answer.status).toBe(200);
    }
    expect((await signIn(member, newPassword)).answer.status).toBe(401);
  });

  it("are banned when they are deactivated, and let in again; a role and an address follow", async () => {
    const person = await invite();
    const token = await tokenSentTo(person.email, peopleJobs, "people.mail-invitations", /token=(\S+)/);
    await visitor().post("/api/auth/invitation/accept", { token, name: "Own Name", password: newPassword });
    const own = await signIn(person, newPassword);
    const path = `/api/users/${person.id}`;
    expect((await admin.post(`${path}/deactivate`, { status: "SUSPENDED" })).status).toBe(200);
    // At once here, whatever the service knows.
    expect((await own.get("/api/auth/session")).status).toBe(401);
    expect((await own.post("/api/auth/refresh")).status).toBe(401);
    await send();
    expect(there(person)?.bannedUntil).toBeGreaterThan(Date.now() + 1e12);
    expect((await admin.post(`${path}/reactivate`)).status).toBe(200);
    await rows("update users set role = 'CLINICAL_SUPERVISOR', email = 'moved.to@north.test' where id = $1", [
      person.id,
    ]);
    await send();
    expect(there(person)).toMatchObject({
      bannedUntil: 0,
      email: "moved.to@north.test",
      appMetadata: { role: "CLINICAL_SUPERVISOR", school_id: "north" },
    });
    const entered = await signIn({ id: person.id, email: "moved.to@north.test" }, newPassword);
    expect(entered.answer.status).toBe(200);
  });

  it("are sent once, with the password that they have, and again after the service was away", async () => {
    await send();
    const many: Member[] = [];
    for (let n = 0; n < 5; n += 1) many.push(await makeMember());
    auth.state.down = 503;
    await send();
    expect(await Promise.all(many.map(sentOf))).toContainEqual({ revision: null, fault: "unavailable" });
    auth.state.down = 0;
    await pass({ minutes: 11 });
    const before = changes();
    await send();
    // Asked for, and made where it was not there.
    expect(changes() - before).toBe(10);
    await send();
    expect(changes() - before).toBe(10);
    for (const member of many) expect(await sentOf(member)).toEqual({ revision: 1, fault: null });
    await pass({ minutes: -11 });
    expect((await signIn(many[0] as Member)).answer.status).toBe(200);
  });

  it("are sent as they are at last, where several send them at once", async () => {
    const member = await makeMember();
    await rows("update users set status = 'SUSPENDED' where id = $1", [member.id]);
    await Promise.all([send(), send(), signIn(member)]);
    expect(auth.users.size).toBe(new Set([...auth.users.values()].map(({ email }) => email)).size);
    expect(there(member)?.bannedUntil).toBeGreaterThan(Date.now());
    expect(await sentOf(member)).toEqual({ revision: 2, fault: null });
  });

  it("are gone there when they are erased, and those of a sample school never come", async () => {
    const member = await makeMember();
    await send();
    expect(there(member)).toBeDefined();
    await rows("update users set email = 'erased-' || id || '@erased.invalid', status = 'LEFT' where id = $1", [
      member.id,
    ]);
    const sample = await makeMember();
    await rows("update users set email = 'somebody@sample.invalid' where id = $1", [sample.id]);
    await send();
    expect([there(member), there(sample), await sentOf(sample)]).toEqual([undefined, undefined, undefined]);
  });

  it("are compared with the accounts there, and differences are shown at Health", async () => {
    await send();
    const looker = await signIn(await makeMember({ role: "SUPER_ADMIN" }));
    const check = async () => {
      await runCheck(jobContext(systemActor("test")), "accounts");
      await looker.post("/api/auth/refresh");
      const { body } = await looker.get("/api/health/checks");
      return (body.checks as { kind: string; state: string; findings: object[] }[]).find(
        ({ kind }) => kind === "accounts",
      );
    };
    expect(await check()).toMatchObject({ state: "OK", findings: [] });
    const [missing, banned, demoted, refused, waiting] = await Promise.all(
      Array.from({ length: 5 }, () => makeMember()),
    );
    const taken = auth.addUser({ email: refused?.email, password });
    await send();
    await rows("update users set name = 'Waits' where id = $1", [waiting?.id]);
    auth.users.delete(subjectOf(missing?.id ?? ""));
    Object.assign(there(banned as Member) ?? {}, { bannedUntil: Date.now() + 1e9 });
    Object.assign(there(demoted as Member) ?? {}, { appMetadata: { role: "SCHOOL_ADMIN", school_id: "north" } });
    const found = await check();
    expect(found?.state).toBe("FOUND");
    expect(found?.findings).toHaveLength(5);
    expect(found?.findings).toEqual(
      expect.arrayContaining([
        { what: "account_missing", id: missing?.id, schoolId: "north", count: null },
        { what: "account_differs", id: banned?.id, schoolId: "north", count: null },
        { what: "account_differs", id: demoted?.id, schoolId: "north", count: null },
        { what: "account_refused", id: refused?.id, schoolId: "north", count: null },
        { what: "account_unknown", id: taken.id, schoolId: null, count: null },
      ]),
    );
    // Any change of a person is sent with all the rest.
    auth.users.delete(taken.id);
    await rows("update users set name = name || '!' where id = any ($1)", [
      [missing, banned, demoted].map((one) => one?.id),
    ]);
    await pass({ minutes: 11 });
    await send();
    expect(await check()).toMatchObject({ state: "OK", findings: [] });
    auth.state.down = 503;
    expect(await check()).toMatchObject({ state: "FAILED" });
  });
});
