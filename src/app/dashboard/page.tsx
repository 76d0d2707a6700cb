import { redirect } from "next/navigation";
import { getPageUser } from "../page-user.ts";
import { dashboardOf } from "./roles.ts";

export default async function Dashboard() {
  const user = await getPageUser();
  redirect(dashboardOf(user.role));
}
