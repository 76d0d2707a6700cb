import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { getPageUser } from "../../page-user.ts";
import { findAssessment } from "../find-assessment.ts";

/** Decided above the page's loading state: what is streamed later cannot change the status of the answer. */
export default async function KnownAssessment({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ id: string }>;
}) {
  await getPageUser();
  if (!(await findAssessment((await params).id))) notFound();
  return children;
}
