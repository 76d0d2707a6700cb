import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { findPerson } from "../../../find-person.ts";

/** Decided above the page's loading state: what is streamed later cannot change the status of the answer. */
export default async function KnownPerson({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ id: string }>;
}) {
  await getPageUserWithRole("SCHOOL_ADMIN");
  if (!(await findPerson((await params).id))) notFound();
  return children;
}
