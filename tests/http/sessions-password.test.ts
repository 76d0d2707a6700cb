import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { jobs } from "#src/features/sessions/jobs.ts";
import { PooledClient } from "#src/platform/db/client.ts";
import { mailer } from "#src/platform/mail/open-mailer.ts";
import { useDatabase } from "../support/database.ts";
import { makeJobRunner } from "../support/jobs.ts";
import { isServerless, looksInside } from "../support/serverless.ts";
import { newPassword, password, useVisitors } from "../support/visitor.ts";

const logged = vi.hoisted(() => [] as string[]);
vi.mock("#src/platform/log/log.ts", async (original) => {
  const actual = await original<typeof import("#src/platform/log/log.ts")>();
  const lines = new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk));
      done();
    },
  });
  return { ...actual, log: actual.createLog("trace", lines) };
});

const database = useDatabase();
const { visitor, makeMember, signIn, isTaken, pass, rows } = useVisitors(database.owner);

const outbox = join(process.env.DATA_DIR ?? "", "outbox");

type Sent = { to: string; subject: string; text: string };

const sendMails = () => makeJobRunner(jobs).run("sessions.send-mails", {});

async function sentTo(email: string): Promise<Sent[]> {
  await sendMails();
  if (!existsSync(outbox)) return [];
  const entries = readdirSync(outbox).filter((name) => name.endsWith(".json"));
  return entries
    .sort()
    .map((name): Sent => JSON.parse(readFileSync(join(outbox, name), "utf8")))
    .filter(({ to }) => to === email);
}

async function linkFor(email: string): Promise<string> {
  await visitor().post("/api/auth/password/forgot", { email });
  const mail = (await sentTo(email)).findLast(({ text }) => text.includes("/reset-password#token="));
  return /token=([\w-]+)/.exec(mail?.text ?? "")?.[1] ?? "no mail";
}

const reset = (token: string, to = newPassword) => visitor().post("/api/auth/password/reset", { token, password: to });

beforeEach(() => rmSync(outbox, { recursive: true, force: true }));

describe("POST /api/auth/password/forgot", () => {
  it("answers alike whether the address is known or not, and writes only to those who may sign in", async () => {
    const known = await makeMember();
    const suspended = await makeMember({ status: "SUSPENDED" });
    for (const email of [known.email, suspended.email, "nobody@north.test"]) {
      const answer = await visitor().post("/api/auth/password/forgot", { email });
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({ ok: true });
      expect(await sentTo(email)).toHaveLength(email === known.email ? 1 : 0);
    }
    const [mail] = await sentTo(known.email);
    expect(mail?.text).toMatch(/http:\/\/localhost:\d+\/reset-password#token=[\w-]{43}\n/);
  });

  it("sends the token of the link in the fragment, which browsers send to no server and no log has [V14.2.1]", async () => {
    const known = await makeMember();
    await visitor().post("/api/auth/password/forgot", { email: known.email });
    const [mail] = await sentTo(known.email);
    const links = mail?.text.match(/https?:\/\/\S+/g)?.map((link) => new URL(link)) ?? [];
    expect(links.map(({ search, hash }) => [search, hash.slice(0, 7)])).toEqual([["", "#token="]]);
  });

  it("makes the web process do the same for every address, and the worker's database too", async ({ skip }) => {
    skip(isServerless, looksInside);
    const known = await makeMember();
    const suspended = await makeMember({ status: "SUSPENDED" });
    const seen: { web: string[]; worker: string[] }[] = [];
    const query = vi.spyOn(PooledClient.prototype, "query");
    const statements = () =>
      query.mock.calls.map(([config]: unknown[]) => {
        const { name, text } = config as { name?: string; text?: string };
        return name ?? text ?? String(config);
      });
    // The first requests open connections.
    for (const email of ["first@north.test", known.email, suspended.email, "nobody@north.test"]) {
      query.mockClear();
      await visitor().post("/api/auth/password/forgot", { email });
      // Nothing goes on after the answer.
      await new Promise((done) => setTimeout(done, 200));
      const web = statements();
      query.mockClear();
      await sendMails();
      seen.push({ web, worker: statements() });
    }
    query.mockRestore();
    const [, first, ...others] = seen;
    // A statement has no name behind a pooler.
    expect(first?.web.join()).toMatch(/mail_request_insert|insert into "identity"."verification"/);
    expect(first?.worker.join()).toMatch(/reset_insert|insert into "identity"."verification"/);
    for (const other of others) expect(other).toEqual(first);
    expect(await rows("select * from identity.verification where identifier like 'mail:%'")).toEqual([]);
  });

  it("is tried again when the mail cannot be sent, and given up in time", async () => {
    const { email } = await makeMember();
    await visitor().post("/api/auth/password/forgot", { email });
    const send = vi.spyOn(mailer(), "send").mockRejectedValueOnce(new Error("the mail server is away"));
    await sendMails();
    send.mockRestore();
    expect(await rows("select * from identity.verification where identifier like 'mail:%'")).toHaveLength(1);
    expect(await sentTo(email)).toHaveLength(1);
    await visitor().post("/api/auth/password/forgot", { email });
    await pass({ minutes: 10, seconds: 1 });
    expect(await sentTo(email)).toHaveLength(1);
  });

  it("stores only the hash of the link's token", async () => {
    const member = await makeMember();
    const token = await linkFor(member.email);
    expect(token).toMatch(/^[\w-]{43}$/);
    const kept = JSON.stringify([
      await rows("select * from identity.verification"),
      await rows("select * from audit_log"),
    ]);
    expect(kept).toContain(member.id);
    expect(kept).not.toContain(token);
  });

  it("does not fill a mailbox", async () => {
    const { email } = await makeMember();
    for (let n = 0; n < 8; n += 1) {
      expect((await visitor().post("/api/auth/password/forgot", { email })).status).toBe(200);
    }
    expect(await sentTo(email)).toHaveLength(5);
  });
});

describe("POST /api/auth/password/reset", () => {
  it("sets the password, once, and informs the person", async () => {
    const member = await makeMember();
    const token = await linkFor(member.email);
    expect((await reset(token)).status).toBe(200);
    expect((await signIn(member)).answer.status).toBe(401);
    expect((await signIn(member, newPassword)).answer.status).toBe(200);
    const again = await reset(token, "another password of length");
    expect(again.status).toBe(422);
    expect(again.body.errors).toEqual([{ path: "token", message: expect.any(String) }]);
    expect((await signIn(member, newPassword)).answer.status).toBe(200);
    expect((await sentTo(member.email)).at(-1)?.subject).toBe("Your password was changed");
  });

  it("ends every session of the person", async () => {
    const member = await makeMember();
    const [here, there] = [await signIn(member), await signIn(member)];
    await reset(await linkFor(member.email));
    for (const one of [here, there]) {
      expect(await isTaken(one)).toBe(false);
      expect((await one.get("/api/auth/session")).status).toBe(401);
      expect((await one.post("/api/auth/refresh")).status).toBe(401);
    }
  });

  it("lets only one of two who use a link at once succeed", async () => {
    const token = await linkFor((await makeMember()).email);
    const answers = await Promise.all([reset(token), reset(token), reset(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422]);
  });

  it("refuses a link after half an hour, an invented one, and an older one of somebody who has set a password", async () => {
    const member = await makeMember();
    const [older, newer] = [await linkFor(member.email), await linkFor(member.email)];
    expect((await reset("A".repeat(43))).status).toBe(422);
    expect((await reset(newer)).status).toBe(200);
    expect((await reset(older)).status).toBe(422);
    const late = await linkFor(member.email);
    await pass({ minutes: 30, seconds: 1 });
    expect((await reset(late)).status).toBe(422);
  });

  it("keeps the link when the password is too short [V6.2.1]", async () => {
    const token = await linkFor((await makeMember()).email);
    const answer = await reset(token, "short");
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([{ path: "password", message: expect.any(String) }]);
    expect((await reset(token)).status).toBe(200);
  });

  it("refuses somebody who was suspended meanwhile", async () => {
    const member = await makeMember();
    const token = await linkFor(member.email);
    await rows("update users set status = 'SUSPENDED' where id = $1", [member.id]);
    expect((await reset(token)).status).toBe(422);
  });

  it("removes the lock that another person's guesses have set", async () => {
    const member = await makeMember();
    for (let n = 0; n < 5; n += 1) await signIn(member, `guess ${n}`);
    expect((await signIn(member)).answer.status).toBe(429);
    await reset(await linkFor(member.email));
    expect((await signIn(member, newPassword)).answer.status).toBe(200);
  });

  it("makes an invited person active", async () => {
    const member = await makeMember({ status: "INVITED", hasPassword: false });
    expect((await reset(await linkFor(member.email))).status).toBe(200);
    expect((await signIn(member, newPassword)).answer.status).toBe(200);
  });
});

describe("the log", () => {
  it("contains no password, token or address, whatever fails", async ({ skip }) => {
    skip(isServerless, looksInside);
    const member = await makeMember();
    const here = await signIn(member);
    const secrets = [member.email, password, newPassword, here.jar.get("refresh"), here.answer.body.accessToken];
    await signIn(member, "a wrong password");
    await here.post("/api/auth/refresh");
    const token = await linkFor(member.email);
    // Every statement of the flows fails, as when a migration is missing.
    for (const table of ["sessions", "sign_in_attempts", "identity.verification"]) {
      await database.owner().query(`revoke all on ${table} from app_auth`);
    }
    logged.length = 0;
    expect((await signIn(member)).answer.status).toBe(500);
    expect((await here.post("/api/auth/refresh")).status).toBe(500);
    expect((await reset(token)).status).toBe(500);
    await visitor().post("/api/auth/password/forgot", { email: member.email });
    await sendMails();
    expect(logged.length).toBeGreaterThanOrEqual(4);
    for (const secret of [...secrets, token, here.jar.get("refresh"), "a wrong password"]) {
      expect(secret).toEqual(expect.any(String));
      expect(logged.join("")).not.toContain(secret);
    }
  });
});
