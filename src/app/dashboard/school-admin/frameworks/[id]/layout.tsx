import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { findFramework } from "../../../find-framework.ts";

/** Decided above the page's loading state: what is streamed later cannot change the status of the answer. */
export default async function KnownFramework({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ id: string }>;
}) {
  await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  if (!(await findFramework((await params).id))) notFound();
  return children;
}
