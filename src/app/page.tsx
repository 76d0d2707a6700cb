import { redirect } from "next/navigation";
import { dashboardOf } from "./dashboard/roles.ts";
import { getPageUser } from "./page-user.ts";

/** The front door has no page of its own: everybody goes where their work is. */
export default async function FrontDoor() {
  const user = await getPageUser();
  redirect(dashboardOf(user.role));
}
