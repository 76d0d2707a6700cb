import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { notify } from "#src/features/notifications/notify.ts";
import { closeBus } from "#src/platform/bus/open-bus.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { systemActor } from "#src/policy/actor.ts";
import { followUp } from "#src/realtime/work-off.ts";
import { arrangeTwoSchools, useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";
import { isServerless } from "../support/serverless.ts";

const secret = "a-Secret-of-32-characters-for-it";
const database = useDatabase();
process.env.CRON_SECRET = secret;
process.env.CRON_SECONDS = "90";
const api = useApi();
const outbox = join(process.env.DATA_DIR ?? "", "outbox");

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows("update users set cohort_id = 'cohort_north', program_id = 'program_north' where id in ('amina', 'ben')");
  await rows(
    "insert into competency_templates (id, school_id, name, created_by) values ('care', 'north', 'Wound care', 'admin')",
  );
  await rows(
    `insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, sort_order, created_by)
     select 'care_' || n, 'north', 'care', 'Skill ' || n, 'Care', 'FUNDAMENTAL', 'scale_entrustment', 4, n, 'system'
     from generate_series(1, 3) n`,
  );
  await rows("update competency_templates set status = 'PUBLISHED', published_at = now() where id = 'care'");
});
afterAll(closeBus);

const call = (authorization = `Bearer ${secret}`, query: Record<string, string> = {}) =>
  api.get(undefined, "/api/cron/jobs", { headers: { authorization }, query });

async function deploy(): Promise<string> {
  const body = { templateId: "care", targetGroups: ["cohort_north"] };
  const answer = await api.post("admin", "/api/competency-deployments", body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return (answer.body as { deploymentId: string }).deploymentId;
}

async function announce(words: string): Promise<void> {
  await withActor(systemActor("test"), (tx) =>
    notify(tx, {
      template: "schoolMessage",
      schoolId: "north",
      userId: "amina",
      variables: { sender_name: "Eleanor Price", words },
      payload: {},
    }),
  );
}

const stateOf = async (id: string) =>
  (await rows("select status from competency_deployments where id = $1", [id]))[0]?.status;

/** How many messages of the outbox contain these words. */
function mailsWith(words: string): number {
  const names = readdirSync(outbox).filter((name) => name.endsWith(".json"));
  return names.filter((name) => readFileSync(join(outbox, name), "utf8").includes(words)).length;
}

const activationsOf = (id: string) =>
  rows("select 1 from events where type = 'deployment.activated' and data::text like $1", [`%${id}%`]);

describe("GET /api/cron/jobs", () => {
  it("does nothing for whoever does not send the secret as the bearer token", async () => {
    const id = await deploy();
    // Where there is Supabase's Realtime, what tells it what happened has its place from the migrations on.
    const leases = () => rows("select name, holder from leases");
    const before = await leases();
    const wrong = [
      "",
      "Bearer",
      "Bearer ",
      secret,
      `Basic ${Buffer.from(`:${secret}`).toString("base64")}`,
      `bearer ${secret}`,
      `Bearer ${secret.slice(0, -1)}`,
      `Bearer ${secret}x`,
      `Bearer ${secret}, Bearer ${secret}`,
      `Bearer ${secret.toUpperCase()}`,
      `Bearer ${"x".repeat(8_000)}`,
    ];
    for (const authorization of wrong) {
      const { status, body } = await call(authorization);
      expect([authorization, status]).toEqual([authorization, 401]);
      expect(JSON.stringify(body)).not.toContain(secret);
    }
    const withQuery = await call("", { secret, token: secret, authorization: `Bearer ${secret}` });
    expect(withQuery.status).toBe(401);
    expect((await api.get(undefined, "/api/cron/jobs", { headers: { cookie: `CRON_SECRET=${secret}` } })).status).toBe(
      401,
    );
    expect((await api.get("super", "/api/cron/jobs")).status).toBe(401);
    expect((await api.post(undefined, "/api/cron/jobs", {}, { authorization: `Bearer ${secret}` })).status).toBe(405);
    // There, what follows the change is done after its answer, without a call.
    if (isServerless) return;
    expect(await stateOf(id)).toBe("SCHEDULED");
    expect(await leases()).toEqual(before);
  });

  it("runs the jobs of events and sends what waits, as a worker would", async () => {
    const id = await deploy();
    await announce("Bring your badge.");
    const { status, body, headers } = await call();
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body).toMatchObject({ isFinished: true });
    expect(headers.get("cache-control")).toContain("no-store");
    const { jobs, messages } = body as { jobs: number; messages: number };
    expect(jobs).toBeGreaterThan(0);
    expect(messages).toBeGreaterThan(0);
    expect(await stateOf(id)).toBe("ACTIVE");
    expect(mailsWith("Bring your badge.")).toBe(1);
  }, 120_000);

  it("does nothing twice where two calls come at once", async () => {
    const id = await deploy();
    await announce("Bring your shoes.");
    const both = await Promise.all([call(), call()]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(await stateOf(id)).toBe("ACTIVE");
    expect(await activationsOf(id)).toHaveLength(1);
    expect(mailsWith("Bring your shoes.")).toBe(1);
    const [failed] = await rows("select coalesce(sum(failed + cancelled), 0)::int as count from job_counts");
    expect(failed.count).toBe(0);
  }, 120_000);
});

describe("what follows from a change", () => {
  it("is done without a call, once, and whoever changes something meanwhile is not forgotten", async () => {
    const first = await deploy();
    const following = followUp();
    await announce("Bring your lunch.");
    const second = await deploy();
    await Promise.all([following, followUp(), followUp()]);
    // Under Next's own server it is the one that follows it up, and these find that it is at it.
    for (const id of [first, second]) {
      await expect.poll(() => stateOf(id), { timeout: isServerless ? 20_000 : 0 }).toBe("ACTIVE");
      expect(await activationsOf(id)).toHaveLength(1);
    }
    await expect.poll(() => mailsWith("Bring your lunch."), { timeout: isServerless ? 20_000 : 0 }).toBe(1);
  }, 120_000);

  it("is left to the next call where it cannot be done", async () => {
    const id = await deploy();
    await rows("alter table leases rename to leases_away");
    try {
      await followUp();
      expect(await stateOf(id)).toBe("SCHEDULED");
    } finally {
      await rows("alter table leases_away rename to leases");
    }
    expect((await call()).status).toBe(200);
    expect(await stateOf(id)).toBe("ACTIVE");
  }, 120_000);
});
