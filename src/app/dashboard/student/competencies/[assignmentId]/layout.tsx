import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { findCompetency } from "../../../find-competency.ts";

type Props = { children: ReactNode; params: Promise<{ assignmentId: string }> };

/** Decided above the page's loading state: what is streamed later cannot change the status of the answer. */
export default async function KnownCompetency({ children, params }: Props) {
  await getPageUserWithRole("STUDENT");
  if (!(await findCompetency((await params).assignmentId))) notFound();
  return children;
}
