import { redirect } from "next/navigation";
import { dashboardOf } from "./dashboard/navigation.tsx";
import { findPageUser } from "./page-user.ts";

/** The front door has no page of its own: everybody goes where their work is. */
export default async function FrontDoor() {
  const user = await findPageUser();
  redirect(user ? dashboardOf(user.role) : "/sign-in");
}
