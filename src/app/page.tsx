import { redirect } from "next/navigation";
import { dashboardOf } from "./dashboard/roles.ts";
import { getPageUser } from "./page-user.ts";

/** The root address has no page: every user is redirected to their dashboard. */
export default async function FrontDoor() {
  const user = await getPageUser();
  redirect(dashboardOf(user.role));
}
