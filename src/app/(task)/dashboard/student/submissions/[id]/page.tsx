import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { OwnSubmission } from "#src/features/submissions/ui/own-submission.tsx";
import { strings } from "#src/features/submissions/ui/strings.ts";
import { ownSubmissionsHref, submissionKeys } from "#src/features/submissions/ui/submission-queries.ts";
import { ownPath } from "#src/lib/own-path.ts";
import { findSubmission } from "../../../../../dashboard/find-submission.ts";
import { getPageUserWithRole } from "../../../../../page-user.ts";
import { Prefetched } from "../../../../../prefetched.tsx";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ from?: string | string[] }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await getPageUserWithRole("STUDENT");
  const submission = await findSubmission((await params).id);
  return { title: submission ? strings.ofCompetency(submission.competencyName) : strings.title };
}

export default async function OwnSubmissionPage({ params, searchParams }: Props) {
  await getPageUserWithRole("STUDENT");
  const { id } = await params;
  const { from } = await searchParams;
  const submission = await findSubmission(id);
  if (!submission) notFound();
  return (
    <Prefetched data={[[submissionKeys.one(id), submission]]}>
      <OwnSubmission from={ownPath(typeof from === "string" ? from : undefined) ?? ownSubmissionsHref} id={id} />
    </Prefetched>
  );
}
