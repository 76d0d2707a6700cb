import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CompetencyPage } from "#src/features/progress/ui/competency-page.tsx";
import { ownCompetenciesHref, ownCompetencyHref } from "#src/features/progress/ui/competency-paths.ts";
import { competencyStrings } from "#src/features/progress/ui/competency-strings.ts";
import { progressKeys } from "#src/features/progress/ui/progress-queries.ts";
import { strings } from "#src/features/progress/ui/strings.ts";
import { askHref } from "#src/features/requests/ui/request-queries.ts";
import { CompetencySelf } from "#src/features/self-evaluations/ui/competency-self.tsx";
import { submissionsAnswer } from "#src/features/submissions/schema.ts";
import { CompetencySubmissions } from "#src/features/submissions/ui/competency-submissions.tsx";
import {
  ownSubmissionsHref,
  submissionKeys,
  submissionPaths,
} from "#src/features/submissions/ui/submission-queries.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";
import { findCompetency } from "../../../find-competency.ts";

type Props = { params: Promise<{ assignmentId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await getPageUserWithRole("STUDENT");
  const competency = await findCompetency((await params).assignmentId);
  return { title: competency?.competencyName ?? competencyStrings.competency };
}

export default async function StudentCompetencyPage({ params }: Props) {
  const { id } = await getPageUserWithRole("STUDENT");
  const { assignmentId } = await params;
  const competency = await findCompetency(assignmentId);
  if (!competency) notFound();
  const { competencyId } = competency;
  const submissions = await serverApi(submissionPaths.ofCompetency(id, competencyId), submissionsAnswer);
  return (
    <Prefetched
      data={[
        [progressKeys.competency(id, assignmentId), competency],
        [submissionKeys.ofCompetency(id, competencyId), submissions],
      ]}
    >
      <CompetencyPage
        act={{ kind: "ask", href: askHref(competency.competencyId, ownCompetencyHref(assignmentId)) }}
        assignmentId={assignmentId}
        back={{ href: ownCompetenciesHref, label: strings.competenciesTitle }}
        below={
          <CompetencySubmissions
            basePath={ownSubmissionsHref}
            competencyId={competency.competencyId}
            from={ownCompetencyHref(assignmentId)}
            studentId={id}
          />
        }
        isOwn
        studentId={id}
      >
        <CompetencySelf assignmentId={assignmentId} studentId={id} />
      </CompetencyPage>
    </Prefetched>
  );
}
