import { z } from "zod";
import { now } from "#src/lib/clock.ts";
import { readToken, signToken } from "#src/platform/identity/signed-token.ts";
import { roles, type UserActor } from "#src/policy/actor.ts";

export const linkMinutes = 5;

const content = z.tuple([z.string(), z.string(), z.enum(roles), z.string(), z.string(), z.number().int()]);

/** What a link leads to, and in whose name: it gives no more than that person may read when it is used. */
type Link = { fileId: string; actor: UserActor };

/** The address of one file for five minutes, for whoever holds it. */
export function signLink({ fileId, actor }: Link): string {
  const expiresAt = Math.floor(now().getTime() / 1000) + linkMinutes * 60;
  const parts: z.input<typeof content> = [fileId, actor.userId, actor.role, actor.schoolId, actor.sessionId, expiresAt];
  return signToken("file-link", Buffer.from(JSON.stringify(parts)).toString("base64url"));
}

/** Undefined for a link that was not signed here, was changed, or has ended. */
export function readLink(token: string): Link | undefined {
  const payload = readToken("file-link", token);
  if (payload === undefined) return undefined;
  const [fileId, userId, role, schoolId, sessionId, expiresAt] = content.parse(
    JSON.parse(Buffer.from(payload, "base64url").toString("utf8")),
  );
  if (expiresAt * 1000 <= now().getTime()) return undefined;
  return { fileId, actor: { kind: "user", userId, role, schoolId, sessionId } };
}
