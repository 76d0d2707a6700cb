import { eq, sql } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { announceEnded } from "#src/features/sessions/end-sessions.ts";
import { endSessions } from "#src/features/sessions/queries.ts";
import { type Family, lockFamily } from "#src/features/sessions/refresh-queries.ts";
import { judgeRefresh } from "#src/features/sessions/rules.ts";
import type { SampleRole, SessionUser } from "#src/features/sessions/schema.ts";
import { actorOf, type Caller, startSession, type Tokens } from "#src/features/sessions/start-session.ts";
import { findDescendant, hashToken, sourceOf } from "#src/features/sessions/tokens.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withRole } from "#src/platform/db/transaction.ts";

/** The refresh tokens of the browser: the one in use, and the person's own while they are in a sample school. */
type Held = { refresh: string | undefined; kept: string | undefined };

export type Entered = { tokens: Tokens; kept: { token: string; maxAgeSeconds: number | undefined } };

/**
 * A school admin enters the sample school beside their own, as one of its invented people, or changes there to one of
 * another role. What lets them in is always their own session, whose token the browser keeps aside meanwhile: the session
 * in the sample opens nothing else, and ends with the next change.
 */
export async function enterSample(held: Held, role: SampleRole, caller: Caller): Promise<Entered> {
  const time = now();
  const { ended, ...entered } = await withRole("app_auth", async (tx) => {
    const current = await findLiving(tx, held.refresh, caller, time);
    if (!current) throw new AppError("unauthenticated", "The session has ended. Sign in again.");
    const isInside = await isInSample(tx, current.user);
    const own = isInside ? await findLiving(tx, held.kept, caller, time) : current;
    if (!own) throw new AppError("unauthenticated", "Your own session has ended. Sign in again.");
    if (own.mustEnrol) throw new AppError("factor_required", "Set up a second step first.");
    if (own.user.role !== "SCHOOL_ADMIN") {
      throw new AppError("forbidden", "Only a school admin enters a sample school.");
    }
    const [person] = await tx.query(selectSamplePerson, { sampleOf: own.user.schoolId, role });
    if (!person) throw new AppError("not_found", "There is no sample school. Open it first.");
    const ended = isInside ? await endSessions(tx, { sessionId: current.sessionId }, "signed_out", time) : [];
    audit(tx, actorOf(own.user, own.sessionId), {
      action: "sample.enter",
      entityType: "school",
      entityId: person.schoolId,
      schoolId: own.user.schoolId,
      requestId: caller.requestId,
      detail: { role },
    });
    const kept = {
      token: own.token,
      maxAgeSeconds: own.isShared ? undefined : Math.floor((own.expiresAt.getTime() - time.getTime()) / 1000),
    };
    const { isShared } = own;
    return { tokens: await startSession(tx, person, caller, { provedAt: forGood, isShared }), kept, ended };
  });
  announceEnded(ended);
  return entered;
}

/**
 * Ends the session in a sample school. Returns the person's own refresh token if it is of the school beside it: a cookie
 * that somebody else left behind opens nothing. Undefined also for who is in no sample school, whose session stays.
 */
export async function leaveSample(
  held: Held,
  caller: Caller,
): Promise<{ wasInside: boolean; own: string | undefined }> {
  const time = now();
  const { ended, ...left } = await withRole("app_auth", async (tx) => {
    const current = await findLiving(tx, held.refresh, caller, time);
    if (current && !(await isInSample(tx, current.user))) return { wasInside: false, own: undefined, ended: [] };
    const own = await findLiving(tx, held.kept, caller, time);
    if (!current) return { wasInside: true, own: own?.token, ended: [] };
    const ended = await endSessions(tx, { sessionId: current.sessionId }, "signed_out", time);
    const [sample] = await tx.query(selectSampleOf, { schoolId: current.user.schoolId });
    return { wasInside: true, own: own && sample?.sampleOf === own.user.schoolId ? own.token : undefined, ended };
  });
  announceEnded(ended);
  return left;
}

/** Invented people have nothing to prove themselves by, and nothing of theirs needs protection. */
const forGood = new Date("2900-01-01");

type Living = {
  user: SessionUser;
  sessionId: string;
  token: string;
  expiresAt: Date;
  mustEnrol: boolean;
  isShared: boolean;
};

/** The session of a refresh token that could be renewed now, with the token that it would be renewed by. */
async function findLiving(tx: Tx, token: string | undefined, caller: Caller, time: Date): Promise<Living | undefined> {
  if (!token) return undefined;
  const family = await lockFamily(tx, hashToken(token));
  const current = family && currentTokenOf(family, token, caller, time);
  if (!family?.active || !current) return undefined;
  const { session, user, active } = family;
  const { id: sessionId, mustEnrol, isShared } = session;
  return { user, sessionId, token: current, expiresAt: active.expiresAt, mustEnrol, isShared };
}

/** Whoever might be a second holder is given nothing. */
function currentTokenOf(family: Family, token: string, caller: Caller, time: Date): string | undefined {
  const { session, presented, doubts, active } = family;
  const verdict = judgeRefresh(session, { token: presented, source: sourceOf(caller), doubts }, active, time);
  if (verdict === "rotate") return token;
  return verdict === "repeat" && active ? findDescendant(token, active.hash) : undefined;
}

async function isInSample(tx: Tx, { schoolId }: SessionUser): Promise<boolean> {
  const [school] = await tx.query(selectSampleOf, { schoolId });
  return school !== undefined && school.sampleOf !== null;
}

const selectSampleOf = statement("session_sample_of", (db, p: Params<{ schoolId: string }>) =>
  db.select({ sampleOf: schools.sampleOf }).from(schools).where(eq(schools.id, p.schoolId)),
);

/** The first of each role: invented people have numbered addresses. */
const selectSamplePerson = statement("session_sample_person", (db, p: Params<{ sampleOf: string; role: SampleRole }>) =>
  db
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      role: sql<SampleRole>`${users.role}`,
      schoolId: users.schoolId,
    })
    .from(users)
    .innerJoin(schools, eq(schools.id, users.schoolId))
    .where(
      sql`${schools.sampleOf} = ${p.sampleOf} and ${isOneOf(schools.status, "OPEN")}
          and ${users.role} = ${p.role} and ${isOneOf(users.status, "ACTIVE")}`,
    )
    .orderBy(users.email)
    .limit(1),
);
