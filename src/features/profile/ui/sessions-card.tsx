"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Laptop, Smartphone, SquareTerminal, Tablet } from "lucide-react";
import { useRef, useState } from "react";
import { Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import type { OwnSessionLine } from "#src/features/sessions/schema.ts";
import { longDurationWords } from "#src/lib/duration-words.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardFooter, CardHeader, CardList } from "#src/ui/card.tsx";
import { inSentence } from "#src/ui/in-sentence.ts";
import { useDates } from "#src/ui/reader.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { toast } from "#src/ui/toast.tsx";
import { endOtherSessions, endSession, ownSessionsQuery } from "./profile-queries.ts";
import { strings } from "./strings.ts";

const icons = {
  computer: <Laptop aria-hidden />,
  phone: <Smartphone aria-hidden />,
  tablet: <Tablet aria-hidden />,
  program: <SquareTerminal aria-hidden />,
} as const;

/** Every device that is signed in, each of which but this one can be ended. */
export function SessionsCard() {
  const query = useQuery(ownSessionsQuery());
  const dates = useDates();
  const heading = useRef<HTMLDivElement>(null);
  return (
    <Card aria-labelledby="sessions-title">
      <div className="outline-none" ref={heading} tabIndex={-1}>
        <CardHeader description={strings.sessionsHelp} divided title={strings.sessions} titleId="sessions-title" />
      </div>
      <QueryContent query={query} skeleton={<Skeleton className="m-5 h-24" />}>
        {({ items }) => {
          const others = items.filter(({ isCurrent }) => !isCurrent);
          return (
            <>
              <CardList>
                {items.map((session) => (
                  <SessionRow key={session.id} onEnded={() => heading.current?.focus()} session={session} />
                ))}
              </CardList>
              <CardFooter>
                {others.length === 0 ? <span>{strings.onlyHere}</span> : <EndOthers count={others.length} />}
                {items.slice(0, 1).map(({ id, idleMinutes, endsAt }) => (
                  <p className="basis-full" key={id} suppressHydrationWarning>
                    {strings.ends(longDurationWords(idleMinutes), dates.day(endsAt))}
                  </p>
                ))}
              </CardFooter>
            </>
          );
        }}
      </QueryContent>
    </Card>
  );
}

function SessionRow({ session, onEnded }: { session: OwnSessionLine; onEnded: () => void }) {
  const queryClient = useQueryClient();
  const dates = useDates();
  const [isEnding, setEnding] = useState(false);
  const device = deviceWords(session);
  const facts = [
    // There is no telling the town from an address; that it is the same network says what matters.
    ...(session.address ? [session.isHere ? strings.thisNetwork : strings.address(session.address)] : []),
    strings.since(inSentence(dates.relative(session.startedAt))),
    ...(session.isCurrent ? [] : [strings.lastUsed(inSentence(dates.relative(session.lastUsedAt)))]),
  ];

  const end = async () => {
    setEnding(true);
    try {
      await endSession(queryClient, session.id);
      toast.success(strings.endedOne);
      onEnded();
    } catch (error) {
      setEnding(false);
      toast.error(strings.endFailed, error instanceof Problem ? { description: error.detail } : {});
    }
  };

  return (
    <li className="flex min-h-16 flex-wrap items-center gap-x-3 gap-y-1 px-5 py-2.5 max-md:px-4">
      <span className="text-muted [&_svg]:size-5">{icons[session.kind]}</span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium">{device}</span>
          {session.isCurrent ? <Badge tone="accent">{strings.thisDevice}</Badge> : null}
          {session.isShared ? <Badge>{strings.sharedDevice}</Badge> : null}
        </p>
        <p className="num text-sm break-words text-muted" suppressHydrationWarning>
          {facts.join(", ")}
        </p>
      </div>
      {session.isCurrent ? null : (
        <Button aria-label={strings.endOneOf(device)} loading={isEnding} onClick={() => void end()}>
          {strings.endOne}
        </Button>
      )}
    </li>
  );
}

function EndOthers({ count }: { count: number }) {
  const queryClient = useQueryClient();
  const end = async () => {
    try {
      toast.success(strings.endedOthers(await endOtherSessions(queryClient)));
    } catch (error) {
      toast.error(strings.endFailed, error instanceof Problem ? { description: error.detail } : {});
      throw error;
    }
  };
  return (
    <AlertDialog
      actionLabel={strings.endOthers}
      description={strings.endOthersHelp(count)}
      onAction={end}
      title={strings.endOthersTitle}
      trigger={<Button>{strings.endOthers}</Button>}
    />
  );
}

function deviceWords({ browser, system, kind }: OwnSessionLine): string {
  if (kind === "program") return strings.aProgram;
  if (system) return strings.browserOn(browser ?? strings.unknownBrowser, system);
  return browser ?? strings.unknownDevice;
}
