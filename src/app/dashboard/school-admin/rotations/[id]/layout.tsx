import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { findRotation } from "../../../find-rotation.ts";

/** Decided above the page's loading state: what is streamed later cannot change the status of the answer. */
export default async function KnownRotation({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ id: string }>;
}) {
  await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  if (!(await findRotation((await params).id))) notFound();
  return children;
}
