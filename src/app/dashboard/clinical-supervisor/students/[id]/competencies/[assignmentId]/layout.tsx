import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { getPageUserWithRole } from "../../../../../../page-user.ts";
import { findCompetency } from "../../../../../find-competency.ts";

type Props = { children: ReactNode; params: Promise<{ id: string; assignmentId: string }> };

/** Decided above the page's loading state: what is streamed later cannot change the status of the answer. */
export default async function KnownCompetency({ children, params }: Props) {
  await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const { id, assignmentId } = await params;
  if ((await findCompetency(assignmentId))?.studentId !== id) notFound();
  return children;
}
