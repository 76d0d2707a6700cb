import type { Metadata } from "next";
import { programsAnswer } from "#src/features/programs/schema.ts";
import { strings } from "#src/features/programs/ui/admin-strings.ts";
import { programKeys, programPaths } from "#src/features/programs/ui/program-queries.ts";
import { ProgramsSection } from "#src/features/programs/ui/programs-section.tsx";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function ProgramsPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const programs = await serverApi(programPaths.list, programsAnswer);
  return (
    <Prefetched data={[[programKeys.list(), programs]]}>
      <ProgramsSection />
    </Prefetched>
  );
}
