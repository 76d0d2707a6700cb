"use client";

import { useQuery } from "@tanstack/react-query";
import { KeyRound, LogOut, RotateCcw, Send, ShieldOff, UserX } from "lucide-react";
import { type ReactNode, useState } from "react";
import { newIdempotencyKey } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import type { CohortLine, PersonAnswer } from "#src/features/people/schema.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { Status } from "#src/ui/status.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import type { DeactivateDialogProps } from "./deactivate-dialog.tsx";
import { personQuery } from "./people-queries.ts";
import { deviceOf, peopleStrings as strings } from "./people-strings.ts";
import { PersonForm } from "./person-form.tsx";
import { removeFactorsStrings } from "./remove-factors-strings.ts";
import { TwinsCard } from "./twins-card.tsx";
import { useActOnPeople, useHelpSignIn } from "./use-people-acts.ts";

const DeactivateDialog = loadLater<DeactivateDialogProps>(
  () => import("./deactivate-dialog.tsx").then((file) => file.DeactivateDialog),
  { isWanted: ({ open }) => open },
);

type PersonPageProps = { id: string; ownId: string; cohorts: readonly Pick<CohortLine, "id" | "name">[] };

/** One person: what the school has of them, and what an administrator can do. */
export function PersonPage({ id, ownId, cohorts }: PersonPageProps) {
  return (
    <QueryContent query={useQuery(personQuery(id))} skeleton={<ListSkeleton rows={6} />}>
      {(person) => (
        <>
          <PersonHeader isSelf={id === ownId} person={person} />
          <div className="grid gap-5 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
            <Card>
              <CardHeader title={strings.details} />
              <CardBody className="pt-0">
                <PersonForm cohorts={cohorts} isSelf={id === ownId} key={person.revision} person={person} />
              </CardBody>
            </Card>
            <div className="flex flex-col gap-5">
              <AccountCard isSelf={id === ownId} person={person} />
              {person.role === "SCHOOL_ADMIN" ? null : <PlacementsCard person={person} />}
              <TwinsCard person={person} />
            </div>
          </div>
        </>
      )}
    </QueryContent>
  );
}

function PersonHeader({ person, isSelf }: { person: PersonAnswer; isSelf: boolean }) {
  const [deactivating, setDeactivating] = useState(false);
  const act = useActOnPeople();
  const who = { ids: [person.id] };
  const isAway = person.status === "SUSPENDED" || person.status === "LEFT";
  return (
    <>
      <PageHeader
        actions={
          <>
            {person.role === "STUDENT" ? (
              <LinkButton href={`/dashboard/school-admin/students/${person.id}`}>{strings.openRecord}</LinkButton>
            ) : null}
            {person.status === "INVITED" ? (
              <Button
                icon={<Send aria-hidden />}
                loading={act.isPending}
                onClick={() => act.mutate({ body: { act: "invite", who }, key: newIdempotencyKey() })}
              >
                {strings.inviteAgain}
              </Button>
            ) : null}
            {isAway && person.mergedInto === null ? (
              <Button
                icon={<RotateCcw aria-hidden />}
                loading={act.isPending}
                onClick={() => act.mutate({ body: { act: "reactivate", who }, key: newIdempotencyKey() })}
              >
                {strings.reactivate}
              </Button>
            ) : null}
            {isAway || isSelf ? null : (
              <Button icon={<UserX aria-hidden />} onClick={() => setDeactivating(true)}>
                {strings.deactivate}
              </Button>
            )}
          </>
        }
        back={{ href: "/dashboard/school-admin/users", label: strings.backToPeople }}
        description={[strings.roleWords[person.role], person.cohort ?? person.program].filter(Boolean).join(" · ")}
        status={<Status status={person.status} />}
        title={person.name}
      />
      <DeactivateDialog
        count={1}
        isPending={act.isPending}
        onClose={() => setDeactivating(false)}
        onDeactivate={(given) =>
          act.mutate(
            { body: { act: "deactivate", who, ...given }, key: newIdempotencyKey() },
            { onSettled: () => setDeactivating(false) },
          )
        }
        open={deactivating}
      />
    </>
  );
}

function AccountCard({ person, isSelf }: { person: PersonAnswer; isSelf: boolean }) {
  const help = useHelpSignIn(person.id);
  const { invitation, mergedInto, sessions, status } = person;
  return (
    <Card>
      <CardHeader title={strings.account} />
      <CardBody className="flex flex-col gap-4 pt-0">
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 text-base">
          <Fact label={strings.lastSeen}>
            {person.lastSeenAt ? <DateText kind="relative" value={person.lastSeenAt} /> : strings.never}
          </Fact>
          <Fact label={strings.joined}>
            <DateText value={person.createdAt} />
          </Fact>
          {person.statusReason ? <Fact label={strings.reason}>{person.statusReason}</Fact> : null}
          {mergedInto ? (
            <Fact label={strings.mergedInto}>
              <TextLink href={`/dashboard/school-admin/users/${mergedInto.id}`}>{mergedInto.name}</TextLink>
            </Fact>
          ) : null}
          {status === "INVITED" ? (
            <Fact label={strings.invitedOn}>
              {invitation?.sentAt ? <DateText value={invitation.sentAt} /> : strings.notMailed}
            </Fact>
          ) : null}
          {status === "INVITED" && invitation?.expiresAt ? (
            <Fact label={strings.linkUntil}>
              <DateText value={invitation.expiresAt} />
            </Fact>
          ) : null}
        </dl>
        {status === "ACTIVE" ? (
          <>
            <div>
              <h3 className="mb-1.5 text-sm font-medium">{strings.sessions}</h3>
              {sessions.length === 0 ? (
                <p className="text-base text-muted">{strings.noSessions}</p>
              ) : (
                <ul className="flex flex-col gap-1.5">
                  {sessions.map((session) => (
                    <li className="flex justify-between gap-3 text-base" key={session.id}>
                      <span className="truncate">{deviceOf(session.userAgent)}</span>
                      <DateText className="shrink-0 text-muted" kind="relative" value={session.lastUsedAt} />
                    </li>
                  ))}
                </ul>
              )}
            </div>
            {isSelf ? null : (
              <div className="flex flex-wrap gap-2">
                <Button
                  icon={<KeyRound aria-hidden />}
                  loading={help.isPending}
                  onClick={() => help.mutate("reset-password")}
                >
                  {strings.resetPassword}
                </Button>
                {sessions.length > 0 ? (
                  <Button
                    icon={<LogOut aria-hidden />}
                    loading={help.isPending}
                    onClick={() => help.mutate("end-sessions")}
                  >
                    {strings.signOutEverywhere}
                  </Button>
                ) : null}
                <AlertDialog
                  actionLabel={removeFactorsStrings.act}
                  description={removeFactorsStrings.help}
                  onAction={() => help.mutateAsync("remove-factors")}
                  title={removeFactorsStrings.title}
                  trigger={<Button icon={<ShieldOff aria-hidden />}>{removeFactorsStrings.act}</Button>}
                />
              </div>
            )}
          </>
        ) : null}
      </CardBody>
    </Card>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

function PlacementsCard({ person }: { person: PersonAnswer }) {
  return (
    <Card>
      <CardHeader
        actions={<TextLink href="/dashboard/school-admin/rotations">{strings.placeHere}</TextLink>}
        title={strings.placements}
      />
      <CardBody className="pt-0">
        {person.placements.length === 0 ? (
          <p className="text-base text-muted">{strings.noPlacements}</p>
        ) : (
          <ul className="flex flex-col gap-2">
            {person.placements.map(({ id, rotationId, rotation, startsOn, endsOn }) => (
              <li className="flex flex-wrap justify-between gap-x-3 text-base" key={id}>
                <TextLink href={`/dashboard/school-admin/rotations/${rotationId}`}>{rotation}</TextLink>
                <span className="num text-muted">
                  <DateText value={startsOn} /> – <DateText value={endsOn} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </CardBody>
    </Card>
  );
}
