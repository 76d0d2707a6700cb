import type { DiffAnswer } from "#src/features/framework-versions/schema.ts";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { strings } from "./strings.ts";
import { versionPages } from "./version-queries.ts";

/** The version before, and what this one changes. */
export function VersionsCard({ id, status, diff }: { id: string; status: string; diff: DiffAnswer | undefined }) {
  return (
    <Card aria-labelledby="versions-title" className="mb-5">
      <CardHeader title={strings.versions} titleId="versions-title" />
      <CardBody className="flex flex-col gap-3 pt-0 text-sm">
        {diff?.from ? (
          <>
            <p className="num">
              {strings.replaces(diff.from.version)} {strings.counts(diff.counts)}.
            </p>
            <div className="flex flex-wrap gap-2">
              <LinkButton href={versionPages.changes(id)}>{strings.seeChanges}</LinkButton>
              {status === "PUBLISHED" ? <LinkButton href={versionPages.move(id)}>{strings.move}</LinkButton> : null}
            </div>
          </>
        ) : (
          <p className="text-muted">{strings.startHelp}</p>
        )}
      </CardBody>
    </Card>
  );
}
