import { redirect } from "next/navigation";
import { cache } from "react";
import { type SessionUser, sessionAnswer } from "#src/features/sessions/schema.ts";
import { serverApi } from "#src/http/server-api.ts";
import { dashboardOf, type PageRole } from "./dashboard/roles.ts";

/** Who is looking at this page; everybody else is sent to sign in and back. Asked once a request, however often called. */
export const getPageUser = cache(async (): Promise<SessionUser> => {
  const { user } = await serverApi("/api/auth/session", sessionAnswer);
  return user;
});

/** For a role's own pages: sends everybody else to their own dashboard. */
export async function getPageUserWithRole(...roles: readonly PageRole[]): Promise<SessionUser> {
  const user = await getPageUser();
  if (!roles.includes(user.role)) redirect(dashboardOf(user.role));
  return user;
}
