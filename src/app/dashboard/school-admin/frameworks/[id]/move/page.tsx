import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { migrationsAnswer } from "#src/features/framework-migrations/schema.ts";
import { migrationKeys, migrationPaths } from "#src/features/framework-migrations/ui/migration-queries.ts";
import { MovePage } from "#src/features/framework-migrations/ui/move-page.tsx";
import { strings } from "#src/features/framework-migrations/ui/strings.ts";
import { diffAnswer } from "#src/features/framework-versions/schema.ts";
import { versionPaths } from "#src/features/framework-versions/ui/version-queries.ts";
import { cohortsAnswer } from "#src/features/people/schema.ts";
import { findFromApi, serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../../page-user.ts";
import { Prefetched } from "../../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.move };

export default async function MoveStudents({ params }: { params: Promise<{ id: string }> }) {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const { id } = await params;
  const [diff, moves, cohorts] = await Promise.all([
    findFromApi(versionPaths.diff(id), diffAnswer),
    serverApi(migrationPaths.list(id), migrationsAnswer),
    serverApi("/api/cohorts", cohortsAnswer),
  ]);
  if (!diff) notFound();
  return (
    <Prefetched data={[[migrationKeys.list(id), moves]]}>
      <MovePage
        cohorts={cohorts.items.map((cohort) => ({ id: cohort.id, name: cohort.name }))}
        from={diff.from}
        to={diff.to}
      />
    </Prefetched>
  );
}
