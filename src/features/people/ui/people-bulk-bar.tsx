"use client";

import { GraduationCap, RotateCcw, Send, UserX, X } from "lucide-react";
import { useState } from "react";
import { newIdempotencyKey } from "#src/client/api.ts";
import type { CohortLine, PersonLine } from "#src/features/people/schema.ts";
import { mostNamed } from "#src/features/people/values.ts";
import { Button } from "#src/ui/button.tsx";
import { IconButton } from "#src/ui/icon-button.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { StickyFooter } from "#src/ui/sticky-bar.tsx";
import type { DeactivateDialogProps } from "./deactivate-dialog.tsx";
import type { MoveDialogProps } from "./move-dialog.tsx";
import { filterOfPeople, type PeopleFilters } from "./people-paths.ts";
import { peopleStrings as strings } from "./people-strings.ts";
import { namedBy, type Selection } from "./selection.ts";
import { type BulkInput, useActOnPeople } from "./use-people-acts.ts";

type PeopleBulkBarProps = {
  selection: Selection;
  onSelect: (selection: Selection) => void;
  people: readonly PersonLine[];
  total: number;
  filters: PeopleFilters;
  cohorts: readonly Pick<CohortLine, "id" | "name">[];
};

const DeactivateDialog = loadLater<DeactivateDialogProps>(
  () => import("./deactivate-dialog.tsx").then((file) => file.DeactivateDialog),
  { isWanted: ({ open }) => open },
);
const MoveDialog = loadLater<MoveDialogProps>(() => import("./move-dialog.tsx").then((file) => file.MoveDialog), {
  isWanted: ({ open }) => open,
});

const none: Selection = { ids: new Set(), matching: false };

/** What can be done with the selected people. It floats, so that selecting a row does not move the others. */
export function PeopleBulkBar({ selection, onSelect, people, total, filters, cohorts }: PeopleBulkBarProps) {
  const [dialog, setDialog] = useState<"move" | "deactivate">();
  const act = useActOnPeople();
  const { ids } = selection;
  const by = namedBy(selection, total);
  const matching = by === "filter";
  const count = matching ? total : ids.size;
  if (count === 0) return null;
  const who: BulkInput["who"] = matching ? { filter: filterOfPeople(filters) } : { ids: [...ids] };
  const chosen = matching ? people : people.filter(({ id }) => ids.has(id));
  const invited = chosen.filter(({ status }) => status === "INVITED").length;
  const away = chosen.filter(({ status }) => status === "SUSPENDED" || status === "LEFT").length;
  const run = (body: BulkInput) =>
    act.mutate(
      { body, key: newIdempotencyKey() },
      { onSuccess: () => onSelect(none), onSettled: () => setDialog(undefined) },
    );
  // Of all that match only the loaded ones are known here; the server counts.
  const numbered = (words: string, fit: number) => (matching || fit === count ? words : `${words} ${fit}`);
  return (
    <>
      <StickyFooter
        as="div"
        className="sticky bottom-[72px] z-20 mx-auto mt-3 flex min-h-13 w-fit max-w-full flex-wrap items-center gap-x-4 gap-y-2 rounded-card border border-border bg-overlay py-2 ps-5 pe-2 shadow-3 md:bottom-5 print:hidden"
      >
        <span aria-live="polite" className="num text-base font-medium">
          {strings.selected(count)}
        </span>
        {!matching && count < total ? (
          <button
            className="min-h-9 rounded-sm text-base font-medium text-accent hover:underline touch:min-h-11"
            onClick={() => onSelect({ ids, matching: true })}
            type="button"
          >
            {strings.selectMatching(total)}
          </button>
        ) : null}
        <span className="flex flex-wrap items-center gap-2">
          {by === "tooMany" ? (
            <span className="num max-w-[44ch] text-sm text-muted">{strings.tooManyChosen(mostNamed)}</span>
          ) : (
            <>
              <Button icon={<GraduationCap aria-hidden />} onClick={() => setDialog("move")}>
                {strings.move}
              </Button>
              {invited > 0 ? (
                <Button icon={<Send aria-hidden />} loading={act.isPending} onClick={() => run({ act: "invite", who })}>
                  {numbered(strings.inviteAgain, invited)}
                </Button>
              ) : null}
              {away > 0 ? (
                <Button
                  icon={<RotateCcw aria-hidden />}
                  loading={act.isPending}
                  onClick={() => run({ act: "reactivate", who })}
                >
                  {numbered(strings.reactivate, away)}
                </Button>
              ) : null}
              {away < chosen.length ? (
                <Button icon={<UserX aria-hidden />} onClick={() => setDialog("deactivate")}>
                  {numbered(strings.deactivate, chosen.length - away)}
                </Button>
              ) : null}
            </>
          )}
        </span>
        <IconButton
          className="max-md:absolute max-md:end-1 max-md:top-1 md:-ms-2"
          icon={<X aria-hidden />}
          label={strings.clearSelection}
          onClick={() => onSelect(none)}
        />
      </StickyFooter>
      <DeactivateDialog
        count={count}
        isPending={act.isPending}
        onClose={() => setDialog(undefined)}
        onDeactivate={(given) => run({ act: "deactivate", who, ...given })}
        open={dialog === "deactivate"}
      />
      <MoveDialog
        cohorts={cohorts}
        count={count}
        isPending={act.isPending}
        onClose={() => setDialog(undefined)}
        onMove={(cohortId) => run({ act: "move", who, cohortId })}
        open={dialog === "move"}
      />
    </>
  );
}
