import type { Metadata } from "next";
import { firstHourAnswer } from "#src/features/first-hour/schema.ts";
import { strings } from "#src/features/first-hour/ui/admin-strings.ts";
import { FirstHour } from "#src/features/first-hour/ui/first-hour.tsx";
import { firstHourPath } from "#src/features/first-hour/ui/first-hour-queries.ts";
import { serverApi } from "#src/http/server-api.ts";
import { PageHeader } from "#src/ui/page-header.tsx";
import { getPageUserWithRole } from "../../../page-user.ts";

export const metadata: Metadata = { title: strings.title };

export default async function FirstStepsPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const state = await serverApi(firstHourPath, firstHourAnswer);
  return (
    <>
      <PageHeader description={strings.help} title={strings.title} />
      <FirstHour initial={state} />
    </>
  );
}
