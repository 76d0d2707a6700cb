import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ReviewPage } from "#src/features/submissions/ui/review-page.tsx";
import { strings } from "#src/features/submissions/ui/strings.ts";
import { submissionKeys } from "#src/features/submissions/ui/submission-queries.ts";
import { findSubmission } from "../../../../../dashboard/find-submission.ts";
import { getPageUserWithRole } from "../../../../../page-user.ts";
import { Prefetched } from "../../../../../prefetched.tsx";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  const submission = await findSubmission((await params).id);
  return { title: submission ? strings.ofCompetency(submission.competencyName) : strings.title };
}

export default async function SchoolSubmissionPage({ params }: Props) {
  await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  const { id } = await params;
  const submission = await findSubmission(id);
  if (!submission) notFound();
  return (
    <Prefetched data={[[submissionKeys.one(id), submission]]}>
      <ReviewPage
        backHref="/dashboard/school-admin/submissions"
        id={id}
        studentsPath="/dashboard/school-admin/students"
      />
    </Prefetched>
  );
}
