import { sql } from "drizzle-orm";
import { LRUCache } from "lru-cache";
import { config } from "#src/config.ts";
import { newId } from "#src/lib/ids.ts";
import { type Param, type Params, sqlWrite } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { consents } from "#src/platform/db/tables/consents.ts";
import { learningAnalytics } from "#src/platform/db/tables/learning-analytics.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { eventsInsert } from "#src/platform/events/events.ts";
import { interactionsStored } from "#src/platform/interactions/interactions-stored.ts";
import { log } from "#src/platform/log/log.ts";
import type { UserActor } from "#src/policy/actor.ts";

/** The seven interaction types of `learning_analytics`. */
export type InteractionType = (typeof learningAnalytics.interactionType.enumValues)[number];

export type Interaction = {
  type: InteractionType;
  competencyId: string | undefined;
  /** Whether the same again within five minutes is one interaction: a page that is looked at, loaded again. */
  isLook: boolean;
  ip: string | undefined;
  userAgent: string | undefined;
};

type Noted = Interaction & { actor: UserActor; at: string };

const flushAfterMs = 5_000;
const oneLookMs = 5 * 60_000;
/** What waits while the database does not answer; of more, the oldest are dropped. */
const mostWaiting = 5_000;
const userAgentLength = 200;
/** What one event names at most. */
const mostStoredAtOnce = 500;

let waiting: Noted[] = [];
let timer: NodeJS.Timeout | undefined;
const looks = new LRUCache<string, true>({ max: 10_000, ttl: oneLookMs });

/**
 * Notes an interaction of a signed-in person, to be stored with others some seconds later. It is stored only with the
 * person's consent, and without the address where the school does not record addresses. What a process that is killed
 * had noted is lost: these are counts of use, and no record of anybody's learning depends on them.
 */
export function noteInteraction(actor: UserActor, interaction: Interaction): void {
  if (interaction.isLook) {
    const look = `${actor.userId} ${interaction.type} ${interaction.competencyId ?? ""}`;
    if (looks.has(look)) return;
    looks.set(look, true);
  }
  if (waiting.length >= mostWaiting) waiting.shift();
  waiting.push({ ...interaction, actor, at: new Date().toISOString() });
  timer ??= setTimeout(() => void flushInteractions(), flushAfterMs).unref();
}

/** Stores what was noted. Whose interactions cannot be stored now are kept for the next time. */
export async function flushInteractions(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  const noted = waiting;
  waiting = [];
  for (const [, ofOne] of Map.groupBy(noted, ({ actor }) => actor.userId)) {
    for (let from = 0; from < ofOne.length; from += mostStoredAtOnce) {
      const some = ofOne.slice(from, from + mostStoredAtOnce);
      try {
        await store(some);
      } catch (err) {
        log.warn({ err, count: some.length }, "interactions could not be stored");
        waiting = [...some, ...waiting].slice(-mostWaiting);
        timer ??= setTimeout(() => void flushInteractions(), flushAfterMs).unref();
      }
    }
  }
}

async function store(noted: readonly Noted[]): Promise<void> {
  const [first] = noted;
  if (!first) return;
  const rows = noted.map(({ type, competencyId, ip, userAgent, at, actor }) => ({
    type,
    competency_id: competencyId ?? null,
    // A page that is rendered in this process has no connection of its own.
    ip: ip === undefined || ip === "unknown" ? null : ip,
    user_agent: userAgent?.slice(0, userAgentLength) ?? null,
    at,
    session_id: actor.sessionId,
  }));
  const { userId, schoolId } = first.actor;
  const values = {
    userId,
    schoolId,
    rows: JSON.stringify(rows),
    eventId: newId(),
    forwards: config.analytics !== undefined,
  };
  await withActor(first.actor, (tx) => tx.send(insertInteractions, values));
}

const la = learningAnalytics;

type NewRows = { userId: string; schoolId: string; rows: string; eventId: string; forwards: boolean };

/** With the event that has them forwarded, where that is set up and its person agreed to it too. */
const insertInteractions = sqlWrite(
  "learning_analytics_insert",
  (p: Params<NewRows>) => sql`
    with stored as (
      insert into ${la} (school_id, user_id, competency_id, interaction_type, session_id, ip_address, user_agent, timestamp)
      select ${p.schoolId}, ${p.userId}, ${competencies.id}, n.type, n.session_id,
             case when (${schools.settings}->>'recordsAddresses')::boolean then n.ip end, n.user_agent, n.at
      from jsonb_to_recordset(${p.rows}::jsonb)
        as n (type text, competency_id text, ip inet, user_agent text, at timestamptz, session_id text)
      join ${schools} on ${schools.id} = ${p.schoolId}
      left join ${competencies} on ${competencies.id} = n.competency_id and ${competencies.schoolId} = ${p.schoolId}
      where ${hasAgreed(p.userId, "learning_analytics")}
      returning ${la.id})
    ${eventsInsert(sql`(
      select jsonb_build_array(jsonb_build_object('id', ${p.eventId}::text, 'schoolId', ${p.schoolId}::text,
        'type', ${sql.raw(`'${interactionsStored.type}'`)}, 'data', jsonb_build_object('ids', jsonb_agg(id)), 'createdAt', now()))
      from stored where ${p.forwards}::boolean and ${hasAgreed(p.userId, "product_analytics")} having count(*) > 0)`)}`,
);

function hasAgreed(userId: Param<"userId", string>, purpose: "learning_analytics" | "product_analytics") {
  return sql`exists (
    select from ${consents} where ${consents.userId} = ${userId} and ${consents.purpose} = ${sql.raw(`'${purpose}'`)}
      and ${consents.withdrawnAt} is null)`;
}
