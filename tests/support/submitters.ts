import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect } from "vitest";
import { sleep } from "#src/processes/start/postmaster.mjs";
import { getJson, persistently, type SignedIn, signIn } from "./http-client.ts";
import { openSocket, type TestSocket } from "./socket.ts";

/** A running program: the addresses of its web processes, and its database as the owner. */
export type Target = { addresses: readonly string[]; ownerUrl: () => string };

export type Acknowledged = { key: string; assessmentId: string; studentId: string };
export type Follower = {
  who: SignedIn;
  seen: { id: bigint; assessmentId: string }[];
  stop(): Promise<void>;
};

/** Supervisors of the demo school who submit without pause, whatever is killed meanwhile, and what was confirmed to them. */
export class Submitters {
  readonly acknowledged: Acknowledged[] = [];
  readonly #target: Target;
  readonly #before = new Set<string>();
  #running: Promise<void>[] = [];
  #isOver = false;

  constructor(target: Target) {
    this.#target = target;
  }

  async start(clients: number, emails: readonly string[]): Promise<void> {
    const { rows } = await withOwner(this.#target, (owner) =>
      owner.query<{ id: string }>("select id from assessments where status = 'SUBMITTED'"),
    );
    for (const { id } of rows) this.#before.add(id);
    const assessors = await Promise.all(emails.map((email) => signIn(this.#addressOf(0), email)));
    const work = await Promise.all(assessors.map((who) => this.#workOf(who)));
    this.#running = Array.from({ length: clients }, (_, n) => {
      const mine = n % assessors.length;
      const who = assessors[mine];
      if (!who) throw new Error("every client has an assessor");
      return this.#submitUntilOver(who, work[mine] ?? [], n);
    });
  }

  /** Resolves when everything that was sent has been answered. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#running);
  }

  /** Every confirmed assessment once, with one evaluation, and no others. */
  async expectAssessments(): Promise<void> {
    await withOwner(this.#target, async (owner) => {
      const { rows } = await owner.query<{ id: string; evaluations: number }>(
        `select s.id, (select count(*)::int from evaluations e where e.assessment_id = s.id) as evaluations
         from assessments s where s.status = 'SUBMITTED'`,
      );
      const made = rows.filter(({ id }) => !this.#before.has(id));
      const confirmed = this.acknowledged.map(({ assessmentId }) => assessmentId);
      expect(new Set(confirmed).size).toBe(confirmed.length);
      expect(made.map(({ id }) => id).sort()).toEqual(confirmed.sort());
      expect(made.filter(({ evaluations }) => evaluations !== 1)).toEqual([]);
    });
  }

  /** Every event and notification once, and every event with a number of its own. */
  async expectEvents(): Promise<void> {
    await untilRelayed(this.#target);
    await withOwner(this.#target, async (owner) => {
      const { rows } = await owner.query(
        `select a.id,
           (select count(*)::int from events e where e.type = 'assessment.submitted' and e.data->>'assessmentId' = a.id) as events,
           (select count(*)::int from notification_queue n where n.type = 'FEEDBACK_AVAILABLE' and n.channel = 'IN_APP'
              and n.payload->>'assessmentId' = a.id) as notifications
         from unnest($1::text[]) as a (id)`,
        [this.acknowledged.map(({ assessmentId }) => assessmentId)],
      );
      expect(rows.filter(({ events, notifications }) => events !== 1 || notifications !== 1)).toEqual([]);
      const numbers = await owner.query(
        "select count(*)::int as n, count(seq)::int as numbered, count(distinct seq)::int as distinct_numbers from events",
      );
      const { n, numbered, distinct_numbers } = numbers.rows[0];
      expect([numbered, distinct_numbers]).toEqual([n, n]);
    });
  }

  /** Progress equals a recount from the evaluations. */
  async expectProgress(): Promise<void> {
    const columns = "student_id, total, completed, category_breakdown, recent_activities, upcoming_deadlines";
    await withOwner(this.#target, async (owner) => {
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
  }

  /** Everything reached each follower once and in order, over all its sockets. */
  async expectFollowed(followers: readonly Follower[]): Promise<void> {
    expect(followers.length).toBeGreaterThan(0);
    for (const follower of followers) {
      const expected = this.acknowledged.filter(({ studentId }) => studentId === follower.who.user.id);
      await waitFor(() => follower.seen.length >= expected.length);
      await follower.stop();
      expect(follower.seen.map(({ assessmentId }) => assessmentId).sort()).toEqual(
        expected.map(({ assessmentId }) => assessmentId).sort(),
      );
      const order = follower.seen.map(({ id }) => id);
      expect(order).toEqual([...order].sort((a, b) => (a < b ? -1 : 1)));
    }
  }

  #addressOf(n: number): string {
    return addressOf(this.#target, n);
  }

  /** What one supervisor may assess: their students with their competencies. */
  async #workOf(who: SignedIn): Promise<{ studentId: string; competencyId: string }[]> {
    const { items: students } = await getJson<{ items: { id: string }[] }>(
      this.#addressOf(0),
      who,
      "/api/students?limit=200",
    );
    const lists = await Promise.all(
      students.map(async ({ id }) => {
        const path = `/api/competency-assignments?studentId=${id}&limit=200`;
        const { items } = await getJson<{ items: { competencyId: string; scaleKind: string }[] }>(
          this.#addressOf(0),
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
  async #submitUntilOver(first: SignedIn, work: readonly { studentId: string; competencyId: string }[], seed: number) {
    let who = first;
    for (let n = seed; !this.#isOver; n += 7) {
      const item = work[n % work.length];
      if (!item) return;
      const key = randomUUID();
      const body = JSON.stringify({ ...item, evaluationData: { overallRating: 1 + (n % 3) } });
      // A balancer sends a repeat to another process.
      let attempt = n;
      const send = () =>
        fetch(`${this.#addressOf(attempt++)}/api/competency-assessments`, {
          method: "POST",
          headers: { "content-type": "application/json", authorization: `Bearer ${who.token}`, "idempotency-key": key },
          body,
          signal: AbortSignal.timeout(10_000),
        });
      let response = await persistently(send);
      if (response.status === 401) {
        who = await signIn(this.#addressOf(attempt), who.email);
        response = await persistently(send);
      }
      expect(response.status, await response.clone().text()).toBe(201);
      const { assessmentId } = (await response.json()) as { assessmentId: string };
      this.acknowledged.push({ key, assessmentId, studentId: item.studentId });
      await sleep(60 + (n % 50));
    }
  }
}

/** A socket that reconnects with the last id it saw, as a browser does, each time to the next web process. */
export async function follow(target: Target, who: SignedIn): Promise<Follower> {
  const seen: Follower["seen"] = [];
  // Unknown to the server, which answers with its position: who has received nothing yet does not start anew either.
  let lastId = "none";
  let isStopped = false;
  let turn = 0;
  let current: TestSocket | undefined;
  const run = async () => {
    while (!isStopped) {
      const query = `?lastEventId=${lastId}`;
      current = await openSocket(addressOf(target, turn++), { token: who.token, query }).catch(() => undefined);
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
  await waitFor(() => lastId !== "none");
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

export async function withOwner<T>({ ownerUrl }: Target, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(ownerUrl());
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function untilRelayed(target: Target): Promise<void> {
  await waitFor(async () => {
    const { rows } = await withOwner(target, (owner) =>
      owner.query<{ waiting: number }>("select count(*)::int as waiting from events where seq is null"),
    );
    return rows[0]?.waiting === 0;
  });
}

export async function waitFor(condition: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const until = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > until) throw new Error("waited in vain");
    await sleep(50);
  }
}

function addressOf({ addresses }: Target, n: number): string {
  const address = addresses[n % addresses.length];
  if (address === undefined) throw new Error("a program has at least one address");
  return address;
}
