import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { jobs } from "#src/features/people/jobs.ts";
import { mailer } from "#src/platform/mail/open-mailer.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";
import { newPassword, useVisitors } from "../../../tests/support/visitor.ts";

const database = useDatabase();
const { visitor, makeMember, signIn, pass, rows } = useVisitors(database.owner);

const outbox = join(process.env.DATA_DIR ?? "", "outbox");
type Sent = { to: string; subject: string; text: string };
type Outcome = { email: string; userId: string | null; outcome: string; detail?: string };

let admin: Awaited<ReturnType<typeof signIn>>;

beforeAll(async () => {
  await database.owner().query(`
    insert into schools (id, name) values ('south', 'South');
    insert into programs (id, school_id, name, code) values ('nursing', 'north', 'Nursing', 'N'), ('other', 'north', 'Other', 'O'),
      ('foreign', 'south', 'Nursing', 'N');
    insert into cohorts (id, school_id, program_id, name) values ('class', 'north', 'nursing', '2027'), ('away', 'south', 'foreign', '2027');
    insert into users (id, school_id, name, email, role) values ('southerner', 'south', 'South', 'taken@south.test', 'STUDENT');
  `);
});
beforeEach(async () => {
  rmSync(outbox, { recursive: true, force: true });
  admin = await signIn(await makeMember({ role: "SCHOOL_ADMIN" }));
});

const mails = () => makeJobRunner(jobs).run("people.mail-invitations", {});

async function sentTo(email: string): Promise<Sent[]> {
  await mails();
  if (!existsSync(outbox)) return [];
  return readdirSync(outbox)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name): Sent => JSON.parse(readFileSync(join(outbox, name), "utf8")))
    .filter(({ to }) => to === email);
}

const tokenIn = (mail: Sent | undefined) => /invitation#token=([\w.-]+)/.exec(mail?.text ?? "")?.[1] ?? "none";

let made = 0;
const newEmail = () => `new.${++made}@north.test`;

async function invite(people: object[], send = true): Promise<Outcome[]> {
  const answer = await admin.post("/api/users/invitations", { people, send });
  expect(answer.status).toBe(201);
  return answer.body.items as Outcome[];
}

const accept = (token: string, over: object = {}) =>
  visitor().post("/api/auth/invitation/accept", { token, name: "Own Name", password: newPassword, ...over });

describe("an invitation", () => {
  it("adds the person, mails a link, and lets them join with a name and a password of their own [V14.2.1]", async () => {
    const email = newEmail();
    const [item] = await invite([
      {
        name: "As Invited",
        email: email.toUpperCase(),
        role: "STUDENT",
        cohortId: "class",
        studentNumber: "N-1",
        yearOfStudy: 2,
      },
    ]);
    expect(item).toMatchObject({ outcome: "invited", email });
    expect(
      await rows("select name, email, role, status, cohort_id, program_id, year_of_study from users where id = $1", [
        item?.userId,
      ]),
    ).toEqual([
      {
        name: "As Invited",
        email,
        role: "STUDENT",
        status: "INVITED",
        cohort_id: "class",
        program_id: "nursing",
        year_of_study: 2,
      },
    ]);
    const [mail, ...more] = await sentTo(email);
    expect(more).toEqual([]);
    expect(mail?.text).not.toMatch(/\/invitation\?/);
    const token = tokenIn(mail);
    const shown = await visitor().post("/api/auth/invitation", { token });
    expect(shown.body).toEqual({ name: "As Invited", email, role: "STUDENT", school: "North" });
    expect((await accept(token)).body).toEqual({ email });
    expect((await signIn({ id: "", email }, newPassword)).answer.body).toMatchObject({ user: { name: "Own Name" } });
    expect(
      await rows("select action from audit_log where entity_id = $1 order by occurred_at", [item?.userId]),
    ).toEqual([{ action: "user.invite" }, { action: "user.join" }]);
  });

  it("works once, for 7 days, and only with its signature [V6.4.1]", async () => {
    const email = newEmail();
    const [item] = await invite([{ name: "Once", email, role: "CLINICAL_SUPERVISOR" }]);
    const token = tokenIn((await sentTo(email))[0]);
    for (const wrong of ["none", `${token.split(".")[0]}.${"x".repeat(43)}`, token.slice(0, -1)]) {
      expect((await accept(wrong)).status).toBe(422);
      expect((await visitor().post("/api/auth/invitation", { token: wrong })).status).toBe(422);
    }
    expect((await accept(token, { password: "short" })).status).toBe(422);
    await pass({ days: 7, seconds: 1 });
    expect((await accept(token)).status).toBe(422);
    await pass({ days: -7, seconds: -10 });
    const answers = await Promise.all([accept(token), accept(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect((await accept(token)).status).toBe(422);
    const kept = JSON.stringify(await rows("select * from invitations where user_id = $1", [item?.userId]));
    expect(kept).not.toContain(token);
  });

  it("is void when the address changes or the person is deactivated", async () => {
    for (const change of ["email = 'moved.' || email", "status = 'SUSPENDED'"]) {
      const email = newEmail();
      const [item] = await invite([{ name: "Void", email, role: "STUDENT" }]);
      const token = tokenIn((await sentTo(email))[0]);
      await database.owner().query(`update users set ${change} where id = $1`, [item?.userId]);
      expect((await accept(token)).status).toBe(422);
    }
  });

  it("is not mailed before it is asked for, and again when it is asked for", async () => {
    const email = newEmail();
    const [item] = await invite([{ name: "Later", email, role: "STUDENT" }], false);
    expect(await sentTo(email)).toEqual([]);
    const send = () => admin.post("/api/users/invitations/send", { userIds: [item?.userId, "southerner", "nobody"] });
    expect((await send()).body).toEqual({ sent: 1, notSent: 2 });
    await send();
    const first = await sentTo(email);
    expect(first).toHaveLength(1);
    await send();
    const [, second] = await sentTo(email);
    expect(tokenIn(second)).not.toBe(tokenIn(first[0]));
    expect((await accept(tokenIn(second))).status).toBe(200);
    expect((await accept(tokenIn(first[0]))).status).toBe(422);
    expect((await send()).body).toEqual({ sent: 0, notSent: 3 });
  });

  it("is tried again when the mail server is away, with the same link", async () => {
    const email = newEmail();
    await invite([{ name: "Retry", email, role: "STUDENT" }]);
    const send = vi.spyOn(mailer(), "send").mockRejectedValueOnce(new Error("the mail server is away"));
    await mails();
    send.mockRestore();
    expect(await sentTo(email)).toEqual([]);
    await pass({ minutes: 2 });
    expect(await sentTo(email)).toHaveLength(1);
    expect(await sentTo(email)).toHaveLength(1);
  });
});

describe("POST /api/users/invitations", () => {
  it("answers for each person, and adds those who fit", async () => {
    const member = await makeMember();
    const good = newEmail();
    await invite([{ name: "Number", email: newEmail(), role: "STUDENT", studentNumber: "N-2" }], false);
    const items = await invite([
      { name: "Good", email: good, role: "STUDENT", cohortId: "class" },
      { name: "Twice", email: good, role: "STUDENT" },
      { name: "There", email: member.email, role: "STUDENT" },
      { name: "Elsewhere", email: "taken@south.test", role: "STUDENT" },
      { name: "Number", email: newEmail(), role: "STUDENT", studentNumber: "N-2" },
      { name: "Foreign", email: newEmail(), role: "STUDENT", cohortId: "away" },
      { name: "Mixed", email: newEmail(), role: "STUDENT", cohortId: "class", programId: "other" },
      { name: "Staff", email: newEmail(), role: "SCHOOL_ADMIN", cohortId: "class" },
    ]);
    expect(items.map(({ outcome }) => outcome)).toEqual([
      "invited",
      "refused",
      "already_there",
      "refused",
      "refused",
      "refused",
      "refused",
      "refused",
    ]);
    expect(items[2]).toMatchObject({ userId: member.id });
    expect(JSON.stringify(items[3])).not.toContain("southerner");
  });

  it("refuses super admins as a role, other schools, and everybody but admins", async () => {
    const person = { name: "A", email: newEmail(), role: "SUPER_ADMIN" };
    expect((await admin.post("/api/users/invitations", { people: [person], send: true })).status).toBe(422);
    const people = [{ ...person, role: "STUDENT" }];
    expect((await admin.post("/api/users/invitations", { people, send: true, schoolId: "south" })).status).toBe(404);
    for (const role of ["STUDENT", "CLINICAL_SUPERVISOR"]) {
      const other = await signIn(await makeMember({ role }));
      expect((await other.post("/api/users/invitations", { people, send: true })).status).toBe(403);
    }
  });

  it("adds 200 people with the statements of one, and two admins at once add each of them once", async () => {
    const people = Array.from({ length: 200 }, (_, n) => ({ name: `P ${n}`, email: newEmail(), role: "STUDENT" }));
    const [one, two] = await Promise.all([invite(people), invite([...people].reverse())]);
    const ids = new Map(one.map(({ email, userId }) => [email, userId]));
    for (const { email, userId } of two) expect(userId).toBe(ids.get(email));
    expect([...one, ...two].filter(({ outcome }) => outcome === "invited")).toHaveLength(200);
    const [count] = await rows("select count(*)::int as n from invitations where user_id = any ($1)", [
      [...ids.values()],
    ]);
    expect(count).toEqual({ n: 200 });
  });
});
