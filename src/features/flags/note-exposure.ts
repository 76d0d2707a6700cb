import { LRUCache } from "lru-cache";
import { insertExposure } from "#src/features/flags/queries.ts";
import { now } from "#src/lib/clock.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { log } from "#src/platform/log/log.ts";
import type { UserActor } from "#src/policy/actor.ts";

type Exposure = { key: string; round: number; variant: string };
type Noted = Exposure & { actor: UserActor; at: Date };

const flushAfterMs = 5_000;
const mostWaiting = 5_000;

let waiting: Noted[] = [];
let timer: NodeJS.Timeout | undefined;
/** Who was noted lately. After an hour somebody is noted again, who may have agreed since; the database keeps the first. */
const noted = new LRUCache<string, true>({ max: 50_000, ttl: 3_600_000 });

const nameOf = ({ key, round, actor }: Noted) => `${key} ${round} ${actor.userId}`;

/**
 * Notes that somebody met a variant by their share, to be stored some seconds later, so that it costs their request
 * nothing. It is stored once a person and round, and only with the consent by which use is recorded.
 */
export function noteExposure(actor: UserActor, exposure: Exposure): void {
  const one = { ...exposure, actor, at: now() };
  if (noted.has(nameOf(one))) return;
  noted.set(nameOf(one), true);
  if (waiting.length >= mostWaiting) waiting.shift();
  waiting.push(one);
  timer ??= setTimeout(() => void flushExposures(), flushAfterMs).unref();
}

/** Stores what was noted. Who could not be stored is noted again when they meet the flag next. */
export async function flushExposures(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  const taken = waiting;
  waiting = [];
  for (const one of taken) {
    const { actor, key, round, variant, at } = one;
    const { userId, schoolId } = actor;
    try {
      await withActor(actor, (tx) => tx.send(insertExposure, { key, round, variant, userId, schoolId, at }));
    } catch (err) {
      log.warn({ err, key }, "a flag's exposure could not be stored");
      noted.delete(nameOf(one));
    }
  }
}
