"use client";

import { useQuery } from "@tanstack/react-query";
import { QueryContent } from "#src/client/query-content.tsx";
import { Card } from "#src/ui/card.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { PhraseList } from "./phrase-list.tsx";
import { phrasesQuery } from "./phrase-queries.ts";
import { strings } from "./strings.ts";

/** Where phrases are added, changed and removed: a supervisor's own, and for an admin those of the school. */
export function PhrasesPage({ isAdmin = false }: { isAdmin?: boolean }) {
  const phrases = useQuery(phrasesQuery());
  return (
    <>
      <PageHeader description={isAdmin ? strings.helpForSchool : strings.help} title={strings.title} />
      <QueryContent
        frame={(content) => <Card>{content}</Card>}
        query={phrases}
        skeleton={
          <Loading>
            <ListSkeleton rows={5} />
          </Loading>
        }
      >
        {({ own, school }) => (
          <div className="flex max-w-[880px] flex-col gap-5">
            {isAdmin ? null : (
              <PhraseList
                description={strings.ownHelp}
                empty={{ title: strings.emptyOwn, description: strings.emptyOwnHelp }}
                owner="own"
                phrases={own}
                title={strings.ownTitle}
              />
            )}
            <PhraseList
              description={isAdmin ? strings.helpForSchool : strings.schoolHelp}
              empty={{
                title: strings.emptySchool,
                description: isAdmin ? strings.emptySchoolHelpForAdmin : strings.emptySchoolHelp,
              }}
              phrases={school}
              title={isAdmin ? strings.schoolTitleForAdmin : strings.schoolTitle}
              {...(isAdmin ? { owner: "school" as const } : {})}
            />
          </div>
        )}
      </QueryContent>
    </>
  );
}
