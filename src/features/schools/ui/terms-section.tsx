"use client";

import { useQuery } from "@tanstack/react-query";
import { CalendarRange, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import type { Term } from "#src/features/schools/schema.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { IconButton } from "#src/ui/icon-button.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import { termsQuery } from "./school-queries.ts";
import type { TermDialogProps } from "./term-dialog.tsx";
import { useDeleteTerm, useSaveTerm } from "./use-school.ts";

const TermDialog = loadLater<TermDialogProps>(() => import("./term-dialog.tsx").then((file) => file.TermDialog), {
  isWanted: () => true,
});

/** The terms of the school, the latest first. */
export function TermsSection() {
  const terms = useQuery(termsQuery());
  const [open, setOpen] = useState<{ term: Term | undefined }>();
  const add = (
    <Button icon={<Plus aria-hidden />} onClick={() => setOpen({ term: undefined })} variant="primary">
      {strings.addTerm}
    </Button>
  );
  return (
    <>
      <QueryContent frame={(content) => <Card>{content}</Card>} query={terms} skeleton={<ListSkeleton rows={4} />}>
        {({ items }) => (
          <Card aria-labelledby="terms-title">
            <CardHeader
              actions={items.length === 0 ? null : add}
              description={strings.termsHelp}
              divided
              title={strings.terms}
              titleId="terms-title"
            />
            {items.length === 0 ? (
              <EmptyState
                actions={add}
                compact
                description={strings.noTermsHelp}
                icon={<CalendarRange />}
                title={strings.noTerms}
              />
            ) : (
              <CardList>
                {items.map((term) => (
                  <TermRow key={term.id} onChange={() => setOpen({ term })} term={term} />
                ))}
              </CardList>
            )}
          </Card>
        )}
      </QueryContent>
      {open ? <TermDialog onClose={() => setOpen(undefined)} term={open.term} /> : null}
    </>
  );
}

function TermRow({ term, onChange }: { term: Term; onChange: () => void }) {
  const { day, schoolDay } = useDates();
  const remove = useDeleteTerm();
  const save = useSaveTerm(undefined);
  const { id, name, startsOn, endsOn } = term;
  const restore = async () => {
    try {
      // It shared days with others before, if it did.
      await save.mutateAsync({ body: { name, startsOn, endsOn, mayOverlap: true }, key: newIdempotencyKey() });
    } catch (error) {
      toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : {});
    }
  };
  const del = async () => {
    try {
      await remove.mutateAsync(id);
      toast.success(strings.termDeleted(name), { undo: { label: strings.undo, onClick: () => void restore() } });
    } catch (error) {
      toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : {});
    }
  };
  return (
    <li className="flex min-h-14 items-center gap-3 px-5 py-2 max-md:px-4">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{name}</p>
        {/* Server and browser may have different versions of the locale data. */}
        <p className="num text-sm text-muted" suppressHydrationWarning>
          {strings.fromTo(day(startsOn), day(endsOn))}
        </p>
      </div>
      <Phase endsOn={endsOn} startsOn={startsOn} today={schoolDay} />
      <span className="flex shrink-0">
        <IconButton icon={<Pencil aria-hidden />} label={strings.changeOf(name)} onClick={onChange} size="sm" />
        <IconButton
          icon={<Trash2 aria-hidden />}
          label={strings.deleteOf(name)}
          loading={remove.isPending}
          onClick={() => void del()}
          size="sm"
          variant="danger"
        />
      </span>
    </li>
  );
}

function Phase({ startsOn, endsOn, today }: { startsOn: string; endsOn: string; today: string }) {
  if (endsOn < today) return <Badge tone="outline">{strings.over}</Badge>;
  return startsOn > today ? <Badge tone="neutral">{strings.later}</Badge> : <Badge tone="success">{strings.now}</Badge>;
}
