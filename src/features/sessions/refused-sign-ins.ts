import type { SessionUser } from "#src/features/sessions/schema.ts";
import type { Caller } from "#src/features/sessions/start-session.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { Bounded } from "#src/platform/audit/bounded.ts";
import { type Tx, withRole } from "#src/platform/db/transaction.ts";
import { log } from "#src/platform/log/log.ts";
import { systemActor } from "#src/policy/actor.ts";

type Action = "session.refuse" | "factor.refuse";
type Refused = { action: Action; user: Pick<SessionUser, "id" | "schoolId"> | undefined; source: string };

const minuteMs = 60_000;
const bounded = new Bounded<Refused>({ each: 10, all: 300, mostSources: 1_000 });
let timer: NodeJS.Timeout | undefined;

/**
 * A sign-in that failed is in the audit of the account's school with the address that it came from; of an account that does
 * not exist, in that of school `default`, without the words that were typed. Beyond ten in a minute, those of one address are
 * counted in one act, so that nobody can fill the disk.
 */
export function auditRefusedSignIn(
  tx: Tx,
  { action, user, caller, detail }: { action: Action; user: Refused["user"]; caller: Caller; detail: object },
): void {
  const refused = { action, user, source: caller.ip };
  startMinute();
  if (!bounded.admit(sourceOf(refused), refused)) return;
  write(tx, refused, { ...detail, source: caller.ip }, caller.requestId);
}

/** An attempt while the account is locked is not looked at, so it leaves nothing but its count. */
export function countLockedOut(user: Refused["user"], caller: Caller): void {
  const refused: Refused = { action: "session.refuse", user, source: caller.ip };
  startMinute();
  bounded.count(sourceOf(refused), refused);
}

/** Writes what was counted in the minute. */
export async function flushRefusedSignIns(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  const counted = bounded.endMinute();
  if (counted.length === 0) return;
  try {
    await withRole("app_auth", (tx) => {
      for (const { source, sample, times } of counted) {
        const isOne = source !== "";
        const refused = isOne ? sample : { ...sample, user: undefined };
        write(tx, refused, { times, source: isOne ? sample.source : "several" }, undefined);
      }
    });
  } catch (err) {
    log.error({ err, count: counted.length }, "sign-ins that failed could not be recorded");
  }
}

function write(
  tx: Tx,
  { action, user }: Refused,
  detail: Record<string, unknown>,
  requestId: string | undefined,
): void {
  audit(tx, systemActor("sign-in"), {
    action,
    entityType: "user",
    entityId: user?.id ?? "unknown",
    schoolId: user?.schoolId ?? "default",
    ...(requestId === undefined ? {} : { requestId }),
    detail,
  });
}

function sourceOf({ user, source }: Refused): string {
  return `${source} ${user?.id ?? "unknown"}`;
}

function startMinute(): void {
  timer ??= setTimeout(() => void flushRefusedSignIns(), minuteMs).unref();
}
