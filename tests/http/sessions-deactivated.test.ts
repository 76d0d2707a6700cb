import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { isServerless } from "../support/serverless.ts";
import { openSocket, type TestSocket } from "../support/socket.ts";
import { useVisitors } from "../support/visitor.ts";

const database = useDatabase();
const { makeMember, signIn } = useVisitors(database.owner);

// These are of this process, which learns of nothing where Next's own server answers and there are none.
const hasSockets = !isServerless;

let server: Server;
let close: () => Promise<void>;
let origin = "";
beforeAll(async () => {
  const { attachRealtime } = await import("#src/realtime/server.ts");
  server = createServer();
  close = attachRealtime(server).close;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await close();
  server.close();
});

type SignedIn = Awaited<ReturnType<typeof signIn>>;

const socketOf = (who: SignedIn) => openSocket(origin, { token: String(who.answer.body.accessToken) });

const admin = async () => signIn(await makeMember({ role: "SCHOOL_ADMIN" }));

async function codeWithinASecond({ closed }: TestSocket): Promise<number | "still open"> {
  const late = sleep(1_000, "still open" as const, { ref: false });
  return Promise.race([closed.then(({ code }) => code), late]);
}

it.each(["SUSPENDED", "LEFT"])(
  "ends every session and socket of whoever is deactivated as %s within a second",
  async (status) => {
    const boss = await admin();
    const member = await makeMember();
    const phone = await signIn(member);
    const desk = await signIn(member);
    const other = await signIn(await makeMember());
    const theirs = await Promise.all([socketOf(phone), socketOf(desk)]);
    const open = await socketOf(other);

    const answer = await boss.post(`/api/users/${member.id}/deactivate`, { status });
    expect(answer.status).toBe(200);
    if (hasSockets) expect(await Promise.all(theirs.map(codeWithinASecond))).toEqual([4401, 4401]);
    for (const session of [phone, desk]) {
      expect((await session.get("/api/auth/session")).status).toBe(401);
      expect((await session.post("/api/auth/refresh")).status).toBe(401);
    }
    expect(open.ws.readyState).toBe(open.ws.OPEN);
    expect((await other.get("/api/auth/session")).status).toBe(200);
    await open.close();

    // Let back in, they sign in anew; the sessions that ended stay so.
    expect((await boss.post(`/api/users/${member.id}/reactivate`)).status).toBe(200);
    expect((await phone.post("/api/auth/refresh")).status).toBe(401);
    const again = await signIn(member);
    expect((await again.get("/api/auth/session")).status).toBe(200);
  },
);

it("ends the sessions of somebody who lost a device, without deactivating them [V7.4.5]", async () => {
  const boss = await admin();
  const member = await makeMember();
  const lost = await signIn(member);
  const socket = await socketOf(lost);
  const answer = await boss.post(`/api/users/${member.id}/end-sessions`);
  expect(answer.body).toEqual({ ended: 1 });
  if (hasSockets) expect(await codeWithinASecond(socket)).toBe(4401);
  expect((await lost.get("/api/auth/session")).status).toBe(401);
  expect((await (await signIn(member)).get("/api/auth/session")).status).toBe(200);
});
