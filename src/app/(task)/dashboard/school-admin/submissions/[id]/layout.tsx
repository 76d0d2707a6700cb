import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { findSubmission } from "../../../../../dashboard/find-submission.ts";
import { getPageUserWithRole } from "../../../../../page-user.ts";

type Props = { children: ReactNode; params: Promise<{ id: string }> };

/** Decided above the page's loading state: what is streamed later cannot change the status of the answer. */
export default async function KnownSubmission({ children, params }: Props) {
  await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  if (!(await findSubmission((await params).id))) notFound();
  return children;
}
