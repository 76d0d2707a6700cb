import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cohortsAnswer } from "#src/features/people/schema.ts";
import { peopleKeys } from "#src/features/people/ui/people-queries.ts";
import { peopleStrings } from "#src/features/people/ui/people-strings.ts";
import { PersonPage } from "#src/features/people/ui/person-page.tsx";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";
import { findPerson } from "../../../find-person.ts";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const person = await findPerson((await params).id);
  return { title: person?.name ?? peopleStrings.title };
}

export default async function SchoolPersonPage({ params }: Props) {
  const user = await getPageUserWithRole("SCHOOL_ADMIN");
  const { id } = await params;
  const [person, cohorts] = await Promise.all([findPerson(id), serverApi("/api/cohorts", cohortsAnswer)]);
  if (!person) notFound();
  return (
    <Prefetched data={[[peopleKeys.one(id), person]]}>
      <PersonPage
        cohorts={cohorts.items.map((cohort) => ({ id: cohort.id, name: cohort.name }))}
        id={id}
        ownId={user.id}
      />
    </Prefetched>
  );
}
