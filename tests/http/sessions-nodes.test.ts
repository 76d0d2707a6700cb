import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { useVisitors } from "../support/visitor.ts";

const database = useDatabase();
const { makeMember, signIn } = useVisitors(database.owner);

// A process that loads the program takes its time on a busy machine.
const startingMs = 240_000;
const nodes: ChildProcess[] = [];
afterEach(() => {
  for (const node of nodes.splice(0)) node.kill("SIGKILL");
});

/** Another process of the same installation; returns how it answers somebody who asks who they are. */
async function startNode(): Promise<(accessToken: string) => Promise<number>> {
  const node = fork(join(import.meta.dirname, "../support/session-node.ts"), { stdio: "inherit" });
  nodes.push(node);
  const [{ port }] = (await once(node, "message")) as [{ port: number }];
  // An address that asks the database nothing about the session, but believes the token.
  return async (accessToken) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/me/sessions`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    await response.arrayBuffer();
    return response.status;
  };
}

const tokenOf = (who: { jar: Map<string, string> }) => who.jar.get("access") ?? "";

async function untilRefused(ask: () => Promise<number>): Promise<number> {
  const startedAt = performance.now();
  while ((await ask()) !== 401) {
    if (performance.now() - startedAt > 5_000) return Number.POSITIVE_INFINITY;
    await sleep(20);
  }
  return performance.now() - startedAt;
}

it(
  "lets nobody who was suspended go on for longer than a second, on any node",
  async () => {
    const boss = await signIn(await makeMember({ role: "SCHOOL_ADMIN" }));
    const member = await makeMember();
    const [phone, desk] = [await signIn(member), await signIn(member)];
    const other = await signIn(await makeMember());
    const ask = await startNode();
    expect([await ask(tokenOf(phone)), await ask(tokenOf(desk))]).toEqual([200, 200]);

    expect((await boss.post(`/api/users/${member.id}/deactivate`, { status: "SUSPENDED" })).status).toBe(200);
    const waits = await Promise.all([phone, desk].map((who) => untilRefused(() => ask(tokenOf(who)))));
    expect(Math.max(...waits)).toBeLessThan(1_000);
    expect((await phone.get("/api/me/sessions")).status).toBe(401);
    expect(await ask(tokenOf(other))).toBe(200);
  },
  startingMs,
);

it(
  "keeps what ended over a restart of a node, before its access token has",
  async () => {
    const here = await signIn(await makeMember());
    const token = tokenOf(here);
    const before = await startNode();
    expect(await before(token)).toBe(200);
    for (const node of nodes.splice(0)) node.kill("SIGKILL");
    expect((await here.post("/api/auth/sign-out")).status).toBe(200);
    const after = await startNode();
    expect(await after(token)).toBe(401);
  },
  startingMs,
);
