import { redirect } from "next/navigation";
import { cache } from "react";
import { type SessionAnswer, type SessionUser, sessionAnswer } from "#src/features/sessions/schema.ts";
import { serverApi } from "#src/http/server-api.ts";
import { dashboardOf, type PageRole } from "./dashboard/roles.ts";

/**
 * The user of this page; a visitor who is not signed in is redirected to sign in and back. Loaded once for each
 * request.
 */
export const getPageUser = cache(async (): Promise<SessionUser> => (await getPageSession()).user);

/** As `getPageUser`, with how long the session lasts. */
export const getPageSession = cache(async (): Promise<SessionAnswer> => serverApi("/api/auth/session", sessionAnswer));

/** For pages of certain roles: users of any other role are redirected to their own dashboard. */
export async function getPageUserWithRole(...roles: readonly PageRole[]): Promise<SessionUser> {
  const user = await getPageUser();
  if (!roles.includes(user.role)) redirect(dashboardOf(user.role));
  return user;
}
