import type { Metadata } from "next";
import { assignmentsAnswer, whyAnswer } from "#src/features/progress/schema.ts";
import { progressKeys, progressPaths, readAllPages } from "#src/features/progress/ui/progress-queries.ts";
import { supervisorsAnswer } from "#src/features/requests/schema.ts";
import { AskPage } from "#src/features/requests/ui/ask-page.tsx";
import { ChooseCompetency } from "#src/features/requests/ui/choose-competency.tsx";
import { requestKeys, requestPaths, requestsHref } from "#src/features/requests/ui/request-queries.ts";
import { strings } from "#src/features/requests/ui/strings.ts";
import { findFromApi, serverApi } from "#src/http/server-api.ts";
import { id } from "#src/lib/fields.ts";
import { ownPath } from "#src/lib/own-path.ts";
import { getPageUserWithRole } from "../../../../../page-user.ts";
import { Prefetched } from "../../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.ask };

type Props = { searchParams: Promise<{ competencyId?: string | string[]; from?: string | string[] }> };

/** Asks about the competency in the address; without one, or with one that is not the student's, it is chosen first. */
export default async function AskForAssessmentPage({ searchParams }: Props) {
  const user = await getPageUserWithRole("STUDENT");
  const { competencyId, from: given } = await searchParams;
  const from = ownPath(typeof given === "string" ? given : undefined) ?? requestsHref;
  const supervisors =
    typeof competencyId === "string" && id.safeParse(competencyId).success
      ? await findFromApi(requestPaths.supervisors(competencyId), supervisorsAnswer)
      : undefined;
  if (!supervisors) {
    const assignments = await readAllPages((cursor) =>
      serverApi(progressPaths.assignments(user.id, cursor), assignmentsAnswer),
    );
    return (
      <Prefetched data={[[progressKeys.assignments(user.id), assignments]]}>
        <ChooseCompetency from={from} studentId={user.id} />
      </Prefetched>
    );
  }
  const { assignmentId } = supervisors;
  const why = await serverApi(progressPaths.why(assignmentId), whyAnswer);
  return (
    <Prefetched
      data={[
        [requestKeys.supervisors(supervisors.competencyId), supervisors],
        [progressKeys.why(assignmentId), why],
      ]}
    >
      <AskPage competencyId={supervisors.competencyId} from={from} />
    </Prefetched>
  );
}
