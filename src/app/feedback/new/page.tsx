import type { Metadata } from "next";
import { CannotAssess } from "#src/features/assessments/ui/cannot-assess.tsx";
import { colleaguesAnswer } from "#src/features/feedback/schema.ts";
import { feedbackKeys, feedbackPaths } from "#src/features/feedback/ui/feedback-queries.ts";
import { StartPage } from "#src/features/feedback/ui/start-page.tsx";
import { strings } from "#src/features/feedback/ui/strings.ts";
import { findFromApi } from "#src/http/server-api.ts";
import { id } from "#src/lib/fields.ts";
import { ownPath } from "#src/lib/own-path.ts";
import { getPageUserWithRole } from "../../page-user.ts";
import { Prefetched } from "../../prefetched.tsx";

export const metadata: Metadata = { title: strings.ask };

type Props = { searchParams: Promise<Record<"studentId" | "competencyId" | "from", string | string[] | undefined>> };

export default async function AskColleaguesPage({ searchParams }: Props) {
  await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const { studentId, competencyId, from: given } = await searchParams;
  const from = ownPath(typeof given === "string" ? given : undefined) ?? "/dashboard/clinical-supervisor";
  const student = id.safeParse(studentId);
  const competency = id.safeParse(competencyId);
  const colleagues =
    student.success && competency.success
      ? await findFromApi(feedbackPaths.colleagues(student.data, competency.data), colleaguesAnswer)
      : undefined;
  if (!colleagues) return <CannotAssess />;
  return (
    <Prefetched data={[[feedbackKeys.colleagues(colleagues.studentId, colleagues.competencyId), colleagues]]}>
      <StartPage competencyId={colleagues.competencyId} from={from} studentId={colleagues.studentId} />
    </Prefetched>
  );
}
