import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { dashboardOf, type PageRole } from "./dashboard/navigation.tsx";

export type PageUser = { id: string; name: string; email: string; role: PageRole; schoolId: string };

/**
 * The seam between pages and sessions: who is looking at this page, or undefined. The session side fills it in;
 * pages and layouts know nothing else of it.
 */
export async function findPageUser(): Promise<PageUser | undefined> {
  return undefined;
}

/** For signed-in pages: sends everybody else to sign in and back. */
export async function getPageUser(): Promise<PageUser> {
  const user = await findPageUser();
  if (user) return user;
  const path = (await headers()).get("x-path") ?? "/";
  redirect(`/sign-in?next=${encodeURIComponent(path)}`);
}

/** For a role's own pages: sends everybody else to their own dashboard. */
export async function getPageUserWithRole(...roles: readonly PageRole[]): Promise<PageUser> {
  const user = await getPageUser();
  if (!roles.includes(user.role)) redirect(dashboardOf(user.role));
  return user;
}
