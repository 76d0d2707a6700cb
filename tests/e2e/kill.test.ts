import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sleep } from "#src/processes/start/postmaster.mjs";
import { supervisors } from "../../db/demo/people.ts";
import { startDemoProgram } from "../support/demo-program.ts";
import { getJson, persistently, type SignedIn, signIn } from "../support/http-client.ts";
import { discardProgram, ownerUrlOf, type Program } from "../support/program.ts";
import { openSocket, type TestSocket } from "../support/socket.ts";

const clients = 20;
const kills = process.env.SOAK ? 10 : 3;
const parts = ["web", "worker", "database"] as const;

type Acknowledged = { key: string; assessmentId: string; studentId: string };
type Follower = { who: SignedIn; seen: { id: bigint; assessmentId: string }[]; stop(): Promise<void> };

let program: Program;

beforeAll(async () => {
  program = await startDemoProgram({ env: { RATE_LIMIT_PER_MINUTE: "100000" } });
});
afterAll(() => discardProgram(program));

async function withOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(ownerUrlOf(program));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe("killing web, worker and database while 20 clients submit", () => {
  const acknowledged: Acknowledged[] = [];
  const followers: Follower[] = [];
  const before = new Set<string>();
  let isOver = false;

  it("answers every submission in the end", { timeout: 600_000 }, async () => {
    const { rows } = await withOwner((owner) =>
      owner.query<{ id: string }>("select id from assessments where status = 'SUBMITTED'"),
    );
    for (const { id } of rows) before.add(id);
    const assessors = await Promise.all(supervisors.map(({ email }) => signIn(program.address, email)));
    const work = await Promise.all(assessors.map((who) => workOf(who)));
    const emails = ["student@demo.test", "ben.kim@demo.test"];
    for (const email of emails) {
      const who = await signIn(program.address, email).catch(() => undefined);
      if (who) followers.push(await follow(who));
    }
    const running = Array.from({ length: clients }, (_, n) => {
      const mine = n % assessors.length;
      const who = assessors[mine];
      if (!who) throw new Error("every client has an assessor");
      return submitUntilOver(who, work[mine] ?? [], n);
    });
    for (let round = 1; round <= kills; round += 1) {
      for (const part of parts) {
        await sleep(1500);
        const pid = program.pidOf(part);
        expect(pid, `${part} runs before it is killed`).toBeGreaterThan(0);
        if (pid) process.kill(pid, "SIGKILL");
        await untilReplaced(part, pid ?? 0);
      }
    }
    await program.untilReady();
    isOver = true;
    await Promise.all(running);
    expect(acknowledged.length).toBeGreaterThan(clients * kills);
  });

  it("has every confirmed assessment once, and no others", async () => {
    await withOwner(async (owner) => {
      const { rows } = await owner.query<{ id: string; evaluations: number }>(
        `select s.id, (select count(*)::int from evaluations e where e.assessment_id = s.id) as evaluations
         from assessments s where s.status = 'SUBMITTED'`,
      );
      const made = rows.filter(({ id }) => !before.has(id));
      expect(new Set(acknowledged.map(({ assessmentId }) => assessmentId)).size).toBe(acknowledged.length);
      expect(made.map(({ id }) => id).sort()).toEqual(acknowledged.map(({ assessmentId }) => assessmentId).sort());
      expect(made.filter(({ evaluations }) => evaluations !== 1)).toEqual([]);
    });
  });

  it("has every event and notification once, and every event numbered once", async () => {
    await untilRelayed();
    await withOwner(async (owner) => {
      const ids = acknowledged.map(({ assessmentId }) => assessmentId);
      const { rows } = await owner.query(
        `select a.id,
           (select count(*)::int from events e where e.type = 'assessment.submitted' and e.data->>'assessmentId' = a.id) as events,
           (select count(*)::int from notification_queue n where n.type = 'FEEDBACK_AVAILABLE'
              and n.payload->>'assessmentId' = a.id) as notifications
         from unnest($1::text[]) as a (id)`,
        [ids],
      );
      expect(rows.filter(({ events, notifications }) => events !== 1 || notifications !== 1)).toEqual([]);
      const numbers = await owner.query(
        "select count(*)::int as n, count(seq)::int as numbered, count(distinct seq)::int as distinct_numbers from events",
      );
      const { n, numbered, distinct_numbers } = numbers.rows[0];
      expect([numbered, distinct_numbers]).toEqual([n, n]);
    });
  });

  it("has progress that equals a recount from the evaluations", async () => {
    const columns = "student_id, total, completed, category_breakdown, recent_activities, upcoming_deadlines";
    await withOwner(async (owner) => {
      const read = async () => (await owner.query(`select ${columns} from student_progress order by student_id`)).rows;
      const kept = await read();
      await owner.query("begin");
      const tx = { query: (statement: pg.QueryConfig) => owner.query(statement) };
      const { rebuildProgress } = await import("#src/features/progress/queries.ts");
      // The project's own statement, sent as the owner so that it needs none of the program's settings.
      await rebuildProgress(
        tx as never,
        kept.map(({ student_id }) => student_id),
      );
      const recounted = await read();
      await owner.query("rollback");
      expect(kept).toEqual(recounted);
    });
  });

  it("has sent everything once and in order to each socket that reconnected", async () => {
    for (const follower of followers) {
      const expected = acknowledged.filter(({ studentId }) => studentId === follower.who.user.id);
      await waitFor(() => follower.seen.length >= expected.length);
      await follower.stop();
      expect(follower.seen.map(({ assessmentId }) => assessmentId).sort()).toEqual(
        expected.map(({ assessmentId }) => assessmentId).sort(),
      );
      const order = follower.seen.map(({ id }) => id);
      expect(order).toEqual([...order].sort((a, b) => (a < b ? -1 : 1)));
    }
    expect(followers.length).toBeGreaterThan(0);
  });

  /** What one supervisor may assess: their students with their competencies. */
  async function workOf(who: SignedIn): Promise<{ studentId: string; competencyId: string }[]> {
    const { items: students } = await getJson<{ items: { id: string }[] }>(
      program.address,
      who,
      "/api/students?limit=200",
    );
    const lists = await Promise.all(
      students.map(async ({ id }) => {
        const path = `/api/competency-assignments?studentId=${id}&limit=200`;
        const { items } = await getJson<{ items: { competencyId: string; scaleKind: string }[] }>(
          program.address,
          who,
          path,
        );
        return items
          .filter(({ scaleKind }) => scaleKind === "ORDINAL")
          .map(({ competencyId }) => ({ studentId: id, competencyId }));
      }),
    );
    return lists.flat();
  }

  /** One client: submits, and repeats with the same key until it is answered. */
  async function submitUntilOver(
    first: SignedIn,
    work: readonly { studentId: string; competencyId: string }[],
    seed: number,
  ) {
    let who = first;
    for (let n = seed; !isOver; n += 7) {
      const item = work[n % work.length];
      if (!item) return;
      const key = randomUUID();
      const body = JSON.stringify({ ...item, evaluationData: { overallRating: 1 + (n % 3) } });
      const send = () =>
        fetch(`${program.address}/api/competency-assessments`, {
          method: "POST",
          headers: { "content-type": "application/json", authorization: `Bearer ${who.token}`, "idempotency-key": key },
          body,
          signal: AbortSignal.timeout(10_000),
        });
      let response = await persistently(send);
      if (response.status === 401) {
        who = await signIn(program.address, who.email);
        response = await persistently(send);
      }
      expect(response.status, await response.clone().text()).toBe(201);
      const { assessmentId } = (await response.json()) as { assessmentId: string };
      acknowledged.push({ key, assessmentId, studentId: item.studentId });
      await sleep(60 + (n % 50));
    }
  }
});

/** A socket that reconnects with the last id it saw, as a browser does. */
async function follow(who: SignedIn): Promise<Follower> {
  const seen: Follower["seen"] = [];
  let lastId = "";
  let isStopped = false;
  let current: TestSocket | undefined;
  const run = async () => {
    while (!isStopped) {
      const query = lastId === "" ? "" : `?lastEventId=${lastId}`;
      current = await openSocket(program.address, { token: who.token, query }).catch(() => undefined);
      if (!current) {
        await sleep(200);
        continue;
      }
      const socket = current;
      let read = 0;
      const take = () => {
        for (const message of socket.messages.slice(read)) {
          read += 1;
          lastId = message.id;
          if (message.type === "assessment_submitted") {
            seen.push({ id: BigInt(message.id), assessmentId: message.data.assessmentId });
          }
        }
      };
      const timer = setInterval(take, 20);
      await socket.closed;
      clearInterval(timer);
      take();
    }
  };
  const running = run();
  await waitFor(() => current !== undefined);
  return {
    who,
    seen,
    stop: async () => {
      isStopped = true;
      await current?.close().catch(() => {});
      await running;
    },
  };
}

async function untilReplaced(part: (typeof parts)[number], killed: number): Promise<void> {
  await waitFor(() => {
    const pid = program.pidOf(part);
    return pid !== undefined && pid !== killed;
  });
}

async function untilRelayed(): Promise<void> {
  await waitFor(async () => {
    const { rows } = await withOwner((owner) =>
      owner.query<{ waiting: number }>("select count(*)::int as waiting from events where seq is null"),
    );
    return rows[0]?.waiting === 0;
  });
}

async function waitFor(condition: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const until = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > until) throw new Error("waited in vain");
    await sleep(50);
  }
}
