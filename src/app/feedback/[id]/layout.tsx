import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { getPageUserWithRole } from "../../page-user.ts";
import { findRound } from "../find-round.ts";

/** Decided above the page's loading state: what is streamed later cannot change the status of the answer. */
export default async function KnownRound({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ id: string }>;
}) {
  await getPageUserWithRole("CLINICAL_SUPERVISOR");
  if (!(await findRound((await params).id))) notFound();
  return children;
}
