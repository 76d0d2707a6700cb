import type { Metadata } from "next";
import { assignmentsAnswer } from "#src/features/progress/schema.ts";
import { progressKeys, progressPaths, readAllPages } from "#src/features/progress/ui/progress-queries.ts";
import { supervisorsAnswer } from "#src/features/requests/schema.ts";
import { requestPaths } from "#src/features/requests/ui/request-queries.ts";
import { NewSubmission } from "#src/features/submissions/ui/new-submission.tsx";
import { strings } from "#src/features/submissions/ui/strings.ts";
import { ownSubmissionsHref } from "#src/features/submissions/ui/submission-queries.ts";
import { findFromApi, serverApi } from "#src/http/server-api.ts";
import { id } from "#src/lib/fields.ts";
import { ownPath } from "#src/lib/own-path.ts";
import { getPageUserWithRole } from "../../../../../page-user.ts";
import { Prefetched } from "../../../../../prefetched.tsx";
import { ChooseForEvidence } from "./choose-for-evidence.tsx";

export const metadata: Metadata = { title: strings.submitEvidence };

type Props = { searchParams: Promise<{ competencyId?: string | string[]; from?: string | string[] }> };

/** Evidence for the competency in the address; without one, or with one that is not the student's, it is chosen first. */
export default async function NewSubmissionPage({ searchParams }: Props) {
  const user = await getPageUserWithRole("STUDENT");
  const { competencyId, from: given } = await searchParams;
  const from = ownPath(typeof given === "string" ? given : undefined) ?? ownSubmissionsHref;
  // Whom one may ask for an assessment now is who reviews.
  const asking =
    typeof competencyId === "string" && id.safeParse(competencyId).success
      ? await findFromApi(requestPaths.supervisors(competencyId), supervisorsAnswer)
      : undefined;
  if (!asking) {
    const assignments = await readAllPages((cursor) =>
      serverApi(progressPaths.assignments(user.id, cursor), assignmentsAnswer),
    );
    return (
      <Prefetched data={[[progressKeys.assignments(user.id), assignments]]}>
        <ChooseForEvidence from={from} studentId={user.id} />
      </Prefetched>
    );
  }
  return (
    <NewSubmission
      competency={{
        id: asking.competencyId,
        name: asking.competencyName,
        detail: [asking.code, asking.category].filter(Boolean).join(" · "),
      }}
      from={from}
      reviewers={asking.supervisors.map(({ name }) => name)}
      today={asking.today}
    />
  );
}
