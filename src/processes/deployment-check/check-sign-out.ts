import { type People, whos } from "#src/processes/deployment-check/accounts.ts";
import { pollUntil } from "#src/processes/deployment-check/listeners.ts";
import { Fault, type Report } from "#src/processes/deployment-check/report.ts";
import type { Visitor } from "#src/processes/deployment-check/visitor.ts";

/** Other processes hear of it by the bus. */
const atOnceMs = 2_000;

/** Ends every session that the check began; a token that is still taken afterwards is a fault. */
export async function checkSignOut(report: Report, visitor: Visitor, people: People): Promise<void> {
  const signedIn = whos.flatMap((who) => people[who] ?? []);
  await report.check(
    "sign out",
    {
      remedy: "Look whether all processes use one database or Redis as their bus, and whether something keeps answers.",
      needs: { what: "somebody signed in", is: signedIn.length > 0 ? signedIn : undefined },
    },
    async (sessions) => {
      const statuses = await Promise.all(
        sessions.map(async ({ token }) => (await visitor.ask("/api/auth/sign-out", { token, json: {} })).status),
      );
      const failed = statuses.find((status) => status !== 200);
      if (failed !== undefined) throw new Fault(`it answered ${failed}`);
      const isRefused = async (token: string) => (await visitor.ask("/api/auth/session", { token })).status === 401;
      const ended = await Promise.all(
        sessions.map(({ token }) => pollUntil(Date.now() + atOnceMs, () => isRefused(token), 100)),
      );
      if (ended.includes(false)) throw new Fault("a session goes on after it was ended");
      return `${sessions.length} sessions ended at once`;
    },
  );
}
