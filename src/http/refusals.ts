import type { AppError } from "#src/errors.ts";
import { Bounded } from "#src/platform/audit/bounded.ts";
import { type AccessRow, refusedRow } from "#src/platform/db/access-row.ts";
import { writeAccess } from "#src/platform/db/transaction.ts";
import type { Endpoint } from "#src/platform/http/endpoint.ts";
import { log } from "#src/platform/log/log.ts";
import type { UserActor } from "#src/policy/actor.ts";

const minuteMs = 60_000;
const bounded = new Bounded<{ actor: UserActor; row: AccessRow }>({ each: 60, all: 600, mostSources: 1_000 });
let timer: NodeJS.Timeout | undefined;

/**
 * What was refused to somebody who is signed in leaves an access row, of whatever method, with the ids that it named; its
 * own transaction is over. Beyond sixty in a minute, a person's refusals are counted in one row.
 */
export async function noteRefusal(
  { method, path }: Pick<Endpoint, "method" | "path">,
  actor: UserActor,
  { status, code }: AppError,
  { requestId, inputs }: { requestId: string; inputs: Record<string, string> },
): Promise<void> {
  // A proof that has to be given again is no refusal.
  if ((status !== 403 && status !== 404) || code === "step_up_required") return;
  const asked = Object.fromEntries(Object.entries(inputs).filter(isId));
  const row = refusedRow(actor, { what: `${method} ${path}`, requestId, refused: status, asked });
  timer ??= setTimeout(() => void flushRefusals(), minuteMs).unref();
  if (bounded.admit(actor.userId, { actor, row })) await write(actor, row);
}

/** Only what looks like an id: any other text may have been typed, and may be a name. */
function isId([name, value]: [string, string]): boolean {
  return /(^id|Id)$/.test(name) && /^[\w-]{1,64}$/.test(value);
}

/** Writes what was counted. A process that is killed loses the counts of its last minute, not the rows before them. */
export async function flushRefusals(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  for (const { sample, times } of bounded.endMinute()) {
    const { actor, row } = sample;
    const detail = { refused: 403, asked: {}, times };
    await write(actor, { ...row, values: { ...row.values, what: "several", detail } });
  }
}

async function write(actor: UserActor, row: AccessRow): Promise<void> {
  try {
    await writeAccess(actor, row);
  } catch (err) {
    // The answer is a refusal either way.
    log.error({ requestId: row.values.requestId, what: row.values.what, err }, "a refusal could not be recorded");
  }
}
