import { Users } from "lucide-react";
import type { PlacementsAnswer } from "#src/features/rotations/schema.ts";
import { durationWords } from "#src/lib/duration-words.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { Person } from "#src/ui/person.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { RotationDays } from "./rotation-days.tsx";
import { strings } from "./strings.ts";

const students = "/dashboard/clinical-supervisor/students";

/** The rotations in which the reader supervises somebody, with their students and hours. */
export function SupervisedRotations({ rotations }: { rotations: readonly PlacementsAnswer[] }) {
  if (rotations.length === 0) {
    return (
      <Card>
        <EmptyState description={strings.noSupervisedHelp} icon={<Users />} title={strings.noSupervised} />
      </Card>
    );
  }
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      {rotations.map(({ rotation, items }) => (
        <Card aria-labelledby={`rotation-${rotation.id}`} key={rotation.id}>
          <CardHeader
            actions={<TextLink href={`${students}?rotation=${rotation.id}`}>{strings.seeStudents}</TextLink>}
            description={
              <>
                {`${strings.siteAndUnit(rotation.site, rotation.unit)}, `}
                <RotationDays endsOn={rotation.endsOn} startsOn={rotation.startsOn} />
              </>
            }
            divided
            title={rotation.name}
            titleId={`rotation-${rotation.id}`}
          />
          <CardList>
            {items.map((placement) => (
              <li
                className="relative flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-5 py-2 transition-colors duration-150 hover:bg-surface-secondary max-md:px-4"
                key={placement.id}
              >
                <Person
                  className="flex-1 basis-40"
                  link={
                    placement.phase === "RUNNING" ? (
                      <RowLink href={`${students}/${placement.studentId}`}>{placement.student}</RowLink>
                    ) : undefined
                  }
                  meta={<RotationDays endsOn={placement.endsOn} startsOn={placement.startsOn} />}
                  name={placement.student}
                />
                <span className="num text-sm text-muted">
                  {rotation.requiredMinutes === null
                    ? durationWords(placement.approvedMinutes)
                    : strings.ofHours(
                        durationWords(placement.approvedMinutes),
                        durationWords(rotation.requiredMinutes),
                      )}
                </span>
                {placement.phase === "RUNNING" ? null : <Badge tone="neutral">{strings.phases[placement.phase]}</Badge>}
              </li>
            ))}
          </CardList>
        </Card>
      ))}
    </div>
  );
}
