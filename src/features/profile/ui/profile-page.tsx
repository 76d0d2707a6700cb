"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import { Card } from "#src/ui/card.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { AboutYou } from "./about-you.tsx";
import { DisplayCard } from "./display-card.tsx";
import { PasswordCard } from "./password-card.tsx";
import { meQuery } from "./profile-queries.ts";
import { SessionsCard } from "./sessions-card.tsx";
import { strings } from "./strings.ts";

/** What everybody changes of themselves; `signIn` are cards beside the password. */
export function ProfilePage({ signIn }: { signIn?: ReactNode }) {
  const me = useQuery(meQuery());
  return (
    <>
      <PageHeader description={strings.help} title={strings.title} />
      <QueryContent
        frame={(content) => <Card>{content}</Card>}
        query={me}
        skeleton={
          <Loading>
            <ListSkeleton rows={5} />
          </Loading>
        }
      >
        {(known) => (
          <div className="flex max-w-[760px] flex-col gap-5">
            <AboutYou me={known} />
            <DisplayCard me={known} />
            <PasswordCard email={known.email} />
            {signIn}
            <SessionsCard />
          </div>
        )}
      </QueryContent>
    </>
  );
}
