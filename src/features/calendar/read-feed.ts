import { createHash } from "node:crypto";
import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { eventOf } from "#src/features/calendar/event-of.ts";
import { writeCalendar } from "#src/features/calendar/icalendar.ts";
import { selectEntries, selectOwner } from "#src/features/calendar/queries.ts";
import { hashOfToken, tokenOfFile } from "#src/features/calendar/token.ts";
import { now } from "#src/lib/clock.ts";
import { readAs, withRole } from "#src/platform/db/transaction.ts";
import type { RequestContext } from "#src/platform/http/endpoint.ts";
import { matchesTag } from "#src/platform/http/etag.ts";
import { takeFromLimit } from "#src/platform/rate-limit/rate-limit.ts";
import type { UserActor } from "#src/policy/actor.ts";

const readsAMinute = 30;

/**
 * The calendar of whom the address was made for. The policies decide in their name what is in it. Whoever is suspended or
 * left, or whose school is suspended, has none.
 */
export async function readFeed(ctx: RequestContext, file: string): Promise<Response> {
  const token = tokenOfFile(file);
  const [owner] = token
    ? await withRole("app_auth", (tx) => tx.query(selectOwner, { tokenHash: hashOfToken(token) }))
    : [];
  if (!owner) throw new AppError("not_found", "There is no such calendar.");
  const { userId, role, schoolId, school } = owner;
  await takeFromLimit(`calendar:${userId}`, readsAMinute);
  const actor: UserActor = { kind: "user", userId, role, schoolId, sessionId: "calendar" };
  const at = now();
  const entries = await readAs(actor, (tx) => tx.query(selectEntries, { userId, role, schoolId, at }));
  const events = entries.map((entry) => eventOf(entry, { userId, appUrl: config.appUrl }));
  // Weak, since DTSTAMP says when the calendar was written.
  const etag = `W/"${createHash("sha256")
    .update(JSON.stringify([school, events]))
    .digest("base64url")}"`;
  const headers = {
    etag,
    "cache-control": "private, no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
  };
  if (matchesTag(ctx.headers.get("if-none-match"), etag)) return new Response(null, { status: 304, headers });
  return new Response(writeCalendar({ name: school, events, at }), {
    headers: {
      ...headers,
      "content-type": "text/calendar; charset=utf-8",
      "content-disposition": 'attachment; filename="calendar.ics"',
    },
  });
}
