import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { sleep } from "#src/processes/start/postmaster.mjs";
import { studentEmail, supervisors } from "../../db/demo/people.ts";
import { startDemoProgram } from "../support/demo-program.ts";
import { getJson, persistently, type SignedIn, signIn } from "../support/http-client.ts";
import { NodeProcess } from "../support/node-process.ts";
import { discardProgram, ownerUrlOf, type Program } from "../support/program.ts";
import { describeWithRedis, useRedis } from "../support/redis.ts";
import { SmtpReceiver } from "../support/smtp.ts";
import { openSocket, type TestSocket } from "../support/socket.ts";
import { type Follower, follow, Submitters, type Target, waitFor, withOwner } from "../support/submitters.ts";

const isSoak = Boolean(process.env.SOAK);
const rounds = 6;
const socketsOfPerson = 10;
const studentCount = 13;

describeWithRedis("two web processes and two workers on one PostgreSQL and one Redis", { timeout: 600_000 }, () => {
  const redis = useRedis({ isDurable: true });
  const mail = new SmtpReceiver();
  let program: Program;
  let web: NodeProcess;
  let worker: NodeProcess;
  let target: Target;
  const everybody: SignedIn[] = [];

  beforeAll(async () => {
    program = await startDemoProgram({
      env: { RATE_LIMIT_PER_MINUTE: "100000", REDIS_URL: redis.url(), SMTP_URL: await mail.start() },
    });
    web = NodeProcess.ofProgram(program, "web", await freePort());
    worker = NodeProcess.ofProgram(program, "worker", 1);
    await Promise.all([web.start(), worker.start()]);
    target = { addresses: [program.address, web.address], ownerUrl: () => ownerUrlOf(program) };
    const emails = [
      ...Array.from({ length: studentCount }, (_, n) => studentEmail(n)),
      ...supervisors.map(({ email }) => email),
      "admin@demo.test",
      "super@demo.test",
    ];
    for (const email of emails) everybody.push(await signIn(program.address, email));
  });
  afterAll(async () => {
    await Promise.all([web?.stop(), worker?.stop()]);
    if (program) await discardProgram(program);
    await mail.stop();
  });

  it("an assessment on one reaches every permitted socket on both, and no other", async () => {
    const student = everybody[0];
    const assessor = everybody.find(({ email }) => email === "supervisor@demo.test");
    if (!student || !assessor) throw new Error("nobody is signed in");
    const permitted = new Set<string>();
    for (const who of everybody) if (await mayFollow(who, student)) permitted.add(who.email);
    expect(permitted).toContain("supervisor@demo.test");
    expect(permitted.size).toBeLessThan(everybody.length / 2);

    const sockets: { who: SignedIn; socket: TestSocket }[] = [];
    for (const address of target.addresses) {
      for (const who of everybody) {
        const opening = Array.from({ length: socketsOfPerson }, () => openSocket(address, { token: who.token }));
        for (const socket of await Promise.all(opening)) sockets.push({ who, socket });
      }
    }
    expect(sockets.length).toBeGreaterThanOrEqual(500);
    const competencyId = await somethingToAssess(assessor, student);
    const assessmentId = await assess(program.address, assessor, { studentId: student.user.id, competencyId });
    const heard = ({ socket }: (typeof sockets)[number]) =>
      socket.messages.filter(
        (message) => message.type === "assessment_submitted" && message.data.assessmentId === assessmentId,
      ).length;
    const expected = sockets.map(({ who }) => (permitted.has(who.email) ? 1 : 0));
    await expect.poll(() => sockets.map(heard), { timeout: 5_000 }).toEqual(expected);
    // Whoever hears of it later than everybody else is not meant to.
    await sleep(500);
    expect(sockets.map(heard)).toEqual(expected);
    await Promise.all(sockets.map(({ socket }) => socket.close()));
  });

  it("a sign-out on one closes the sockets on the other within a second", async () => {
    const who = await signIn(program.address, studentEmail(1));
    const socket = await openSocket(web.address, { token: who.token });
    const startedAt = performance.now();
    const answer = await fetch(`${program.address}/api/auth/sign-out`, {
      method: "POST",
      headers: { authorization: `Bearer ${who.token}`, cookie: who.cookie, origin: program.address },
    });
    expect(answer.ok).toBe(true);
    expect((await socket.closed).code).toBe(4401);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    const after = await fetch(`${web.address}/api/me`, { headers: { authorization: `Bearer ${who.token}` } });
    expect(after.status).toBe(401);
  });

  it("each run of a schedule happens once", async () => {
    const client = new Redis(redis.url());
    try {
      const runs = await waitForRuns(client);
      for (const [schedule, times] of runs) {
        const gaps = times.slice(1).map((time, n) => time - (times[n] ?? 0));
        expect(Math.min(...gaps), schedule).toBeGreaterThan(2_000);
      }
    } finally {
      client.disconnect();
    }
  });

  // Of one process of each, the kill test does so in every run.
  if (isSoak) {
    it("answers every submission although each process, Redis and the database are killed meanwhile", async () => {
      const submitters = new Submitters(target);
      const followers: Follower[] = [];
      for (const who of everybody.filter(({ user }) => user.role === "STUDENT")) {
        await choose(who, { type: "FEEDBACK_AVAILABLE", channel: "EMAIL", isOn: true });
        if (followers.length < 3) followers.push(await follow(target, who));
      }
      await submitters.start(
        10,
        supervisors.slice(0, 5).map(({ email }) => email),
      );
      const assaults: (() => Promise<unknown>)[] = [
        () => killPart("web"),
        () => web.kill().then(() => web.start()),
        () => killPart("worker"),
        () => worker.kill().then(() => worker.start()),
        () => redis.restart(),
        () => killPart("database"),
      ];
      for (let round = 0; round < rounds; round += 1) {
        for (const assault of assaults) {
          await sleep(1_500);
          await assault();
        }
      }
      await sleep(1_500);
      await program.untilReady();
      await submitters.stop();
      expect(submitters.acknowledged.length).toBeGreaterThan(50);
      await submitters.expectAssessments();
      await submitters.expectEvents();
      await submitters.expectProgress();
      await submitters.expectFollowed(followers);
      await expectMails();
    });
  }

  /** The rule of the document: oneself, the supervisors of one's placements, one's school, and who sees everything. */
  async function mayFollow(who: SignedIn, student: SignedIn): Promise<boolean> {
    if (who.user.role === "STUDENT") return who.user.id === student.user.id;
    if (who.user.role !== "CLINICAL_SUPERVISOR") return true;
    const { items } = await getJson<{ items: { id: string }[] }>(program.address, who, "/api/students?limit=200");
    return items.some(({ id }) => id === student.user.id);
  }

  async function somethingToAssess(assessor: SignedIn, student: SignedIn): Promise<string> {
    const path = `/api/competency-assignments?studentId=${student.user.id}&limit=200`;
    type Item = { competencyId: string; scaleKind: string };
    const { items } = await getJson<{ items: Item[] }>(program.address, assessor, path);
    const found = items.find(({ scaleKind }) => scaleKind === "ORDINAL");
    if (!found) throw new Error("there is nothing to assess");
    return found.competencyId;
  }

  async function assess(address: string, who: SignedIn, what: { studentId: string; competencyId: string }) {
    const response = await fetch(`${address}/api/competency-assessments`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${who.token}` },
      body: JSON.stringify({ ...what, evaluationData: { overallRating: 3 } }),
    });
    expect(response.status, await response.clone().text()).toBe(201);
    return ((await response.json()) as { assessmentId: string }).assessmentId;
  }

  async function choose(who: SignedIn, choice: { type: string; channel: string; isOn: boolean }): Promise<void> {
    const response = await persistently(() =>
      fetch(`${program.address}/api/notifications/settings`, {
        method: "PATCH",
        headers: { "content-type": "application/json", authorization: `Bearer ${who.token}` },
        body: JSON.stringify({ choices: [choice] }),
      }),
    );
    expect(response.status, await response.clone().text()).toBe(200);
  }

  /**
   * Each email that is noted as sent was received, one that came twice under the same id, and none waits but those beyond
   * what a person gets in an hour.
   */
  async function expectMails(): Promise<void> {
    const emails = () =>
      withOwner(target, async (owner) => {
        const { rows } = await owner.query<{ id: string; status: string; is_due: boolean }>(
          `select id, status, status = 'PENDING' and scheduled_for <= now() as is_due from notification_queue
           where channel = 'EMAIL' and type = 'FEEDBACK_AVAILABLE'`,
        );
        return rows;
      });
    await waitFor(async () => (await emails()).every(({ is_due: isDue }) => !isDue), 120_000);
    const sent = (await emails()).filter(({ status }) => status === "SENT");
    expect(sent.length).toBeGreaterThan(10);
    const mails = (await mail.parsed()).filter(({ messageId }) => sent.some(({ id }) => messageId?.includes(id)));
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(sent.length);
    // A repeat is possible only where a worker was killed between the server's acceptance and the note of it.
    expect(mails.length - sent.length).toBeLessThanOrEqual(rounds * 4);
  }

  async function killPart(part: "web" | "worker" | "database"): Promise<void> {
    const pid = program.pidOf(part);
    if (!pid) throw new Error(`${part} does not run`);
    process.kill(pid, "SIGKILL");
    await waitFor(() => {
      const now = program.pidOf(part);
      return now !== undefined && now !== pid;
    });
  }
});

/** When each schedule that runs every few seconds ran, four times at least, each by one worker in one attempt. */
async function waitForRuns(client: Redis): Promise<Map<string, number[]>> {
  const read = async () => {
    const ids = (await client.zrange("competency:main:completed", 0, "-1")).filter((id) => id.startsWith("repeat:"));
    const runs = new Map<string, number[]>();
    for (const id of ids) {
      const [name, attempts, ranAt] = await client.hmget(`competency:main:${id}`, "name", "ats", "processedOn");
      if (name === null || ranAt === null) continue;
      expect(attempts, `${id} of ${name}`).toBe("1");
      runs.set(
        name ?? "",
        [...(runs.get(name ?? "") ?? []), Number(ranAt)].sort((a, b) => a - b),
      );
    }
    return new Map([...runs].filter(([, times]) => times.length >= 4));
  };
  await waitFor(async () => (await read()).size > 0);
  return read();
}
