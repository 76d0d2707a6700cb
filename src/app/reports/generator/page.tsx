import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { choicesAnswer, reportAnswer } from "#src/features/reports/schema.ts";
import { ReportBuilder } from "#src/features/reports/ui/report-builder.tsx";
import { reportPaths } from "#src/features/reports/ui/report-queries.ts";
import { strings } from "#src/features/reports/ui/strings.ts";
import { findFromApi, serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../page-user.ts";

export const metadata: Metadata = { title: strings.title };

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function ReportGeneratorPage({ searchParams }: { searchParams: Search }) {
  const user = await getPageUserWithRole("STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN");
  const asked = await searchParams;
  const id = (name: string) => {
    const value = asked[name];
    return typeof value === "string" && /^[A-Za-z0-9_.:-]{1,64}$/.test(value) ? value : undefined;
  };
  const reportId = id("report");
  const report = reportId === undefined ? undefined : await findFromApi(reportPaths.one(reportId), reportAnswer);
  if (reportId !== undefined && !report) notFound();
  const studentId = report?.question.studentId ?? id("studentId");
  const choices = await serverApi(reportPaths.choices(studentId), choicesAnswer);
  const [kind, cohortId] = [id("kind"), id("cohortId")];
  return (
    <ReportBuilder
      choices={choices}
      key={reportId ?? "new"}
      report={report}
      role={user.role}
      runId={id("run") ?? null}
      start={{
        ...(kind === undefined ? {} : { kind }),
        ...(cohortId === undefined ? {} : { cohortId }),
        ...(studentId === undefined ? {} : { studentId }),
      }}
      userId={user.id}
    />
  );
}
