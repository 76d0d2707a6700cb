import { redirect } from "next/navigation";

/** A short address for people to type. */
export function GET(): never {
  redirect("/dashboard/super-admin/health");
}

export const dynamic = "force-dynamic";
