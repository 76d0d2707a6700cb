import type { Metadata } from "next";
import { firstHourAnswer } from "#src/features/first-hour/schema.ts";
import { strings } from "#src/features/first-hour/ui/admin-strings.ts";
import { FirstHour } from "#src/features/first-hour/ui/first-hour.tsx";
import { firstHourPath } from "#src/features/first-hour/ui/first-hour-queries.ts";
import { sampleAnswer } from "#src/features/samples/schema.ts";
import { samplePath } from "#src/features/samples/ui/sample-queries.ts";
import { serverApi } from "#src/http/server-api.ts";
import { PageHeader } from "#src/ui/page-header.tsx";
import { getPageUserWithRole } from "../../../page-user.ts";
import { SampleCard } from "../sample-card.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function FirstStepsPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const [state, sample] = await Promise.all([
    serverApi(firstHourPath, firstHourAnswer),
    serverApi(samplePath, sampleAnswer),
  ]);
  return (
    <>
      <PageHeader description={strings.help} title={strings.title} />
      <FirstHour aside={<SampleCard initial={sample} />} initial={state} />
    </>
  );
}
