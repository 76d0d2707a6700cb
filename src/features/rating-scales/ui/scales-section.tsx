"use client";

import { useQuery } from "@tanstack/react-query";
import { Copy, ListOrdered, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import type { OwnScale } from "#src/features/rating-scales/schema.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { IconButton } from "#src/ui/icon-button.tsx";
import { formatLevel } from "#src/ui/level.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import type { ScaleDialogProps } from "./scale-dialog.tsx";
import { ownScalesQuery } from "./scale-queries.ts";
import { useDeleteScale } from "./use-scales.ts";

const ScaleDialog = loadLater<ScaleDialogProps>(() => import("./scale-dialog.tsx").then((file) => file.ScaleDialog), {
  isWanted: () => true,
});

type Open = { dialog: "edit"; scale: OwnScale | undefined; isCopy: boolean } | { dialog: "delete"; scale: OwnScale };

/** The school's own rating scales, then those that every school has. */
export function ScalesSection() {
  const scales = useQuery(ownScalesQuery());
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const add = (
    <Button
      icon={<Plus aria-hidden />}
      onClick={() => setOpen({ dialog: "edit", scale: undefined, isCopy: false })}
      variant="primary"
    >
      {strings.add}
    </Button>
  );
  return (
    <>
      <QueryContent frame={(content) => <Card>{content}</Card>} query={scales} skeleton={<ListSkeleton rows={6} />}>
        {({ items }) => {
          const own = items.filter(({ isOwn }) => isOwn);
          return (
            <div className="flex flex-col gap-5">
              <Card aria-labelledby="own-scales">
                <CardHeader
                  actions={own.length === 0 ? null : add}
                  description={strings.ownHelp}
                  divided
                  title={strings.own}
                  titleId="own-scales"
                />
                {own.length === 0 ? (
                  <EmptyState
                    actions={add}
                    compact
                    description={strings.noOwnHelp}
                    icon={<ListOrdered />}
                    title={strings.noOwn}
                  />
                ) : (
                  <ScaleRows onOpen={setOpen} scales={own} />
                )}
              </Card>
              <Card aria-labelledby="shipped-scales">
                <CardHeader
                  description={strings.shippedHelp}
                  divided
                  title={strings.shipped}
                  titleId="shipped-scales"
                />
                <ScaleRows onOpen={setOpen} scales={items.filter(({ isOwn }) => !isOwn)} />
              </Card>
            </div>
          );
        }}
      </QueryContent>
      {open?.dialog === "edit" ? <ScaleDialog isCopy={open.isCopy} onClose={close} scale={open.scale} /> : null}
      {open?.dialog === "delete" ? <DeleteScale onClose={close} scale={open.scale} /> : null}
    </>
  );
}

function ScaleRows({ scales, onOpen }: { scales: readonly OwnScale[]; onOpen: (open: Open) => void }) {
  return (
    <CardList>
      {scales.map((scale) => (
        <li className="flex min-h-16 items-center gap-3 px-5 py-3 max-md:px-4" key={scale.id}>
          <div className="min-w-0 flex-1">
            <p className="truncate font-medium">{scale.name}</p>
            <p className="num text-sm text-muted">{factsOf(scale)}</p>
            <p className="mt-0.5 truncate text-sm text-muted">{scale.levels.map(({ short }) => short).join(" · ")}</p>
          </div>
          <span className="flex shrink-0">
            <IconButton
              icon={<Copy aria-hidden />}
              label={strings.copyOf(scale.name)}
              onClick={() => onOpen({ dialog: "edit", scale, isCopy: true })}
              size="sm"
            />
            {scale.isOwn ? (
              <>
                <IconButton
                  icon={<Pencil aria-hidden />}
                  label={strings.changeOf(scale.name)}
                  onClick={() => onOpen({ dialog: "edit", scale, isCopy: false })}
                  size="sm"
                />
                <IconButton
                  icon={<Trash2 aria-hidden />}
                  label={strings.deleteOf(scale.name)}
                  onClick={() =>
                    scale.competencies > 0
                      ? toast.info(strings.inUse, { description: factsOf(scale) })
                      : onOpen({ dialog: "delete", scale })
                  }
                  size="sm"
                  variant="danger"
                />
              </>
            ) : null}
          </span>
        </li>
      ))}
    </CardList>
  );
}

function factsOf({ kind, minValue, maxValue, defaultTarget, competencies }: OwnScale): string {
  return [
    kind === "BINARY"
      ? strings.kinds.BINARY
      : `${strings.kinds[kind]} ${strings.levelsFrom(formatLevel(minValue), formatLevel(maxValue))}`,
    ...(kind === "BINARY" ? [] : [strings.usual(formatLevel(defaultTarget))]),
    competencies === 0 ? strings.unused : strings.uses(competencies),
  ].join(", ");
}

function DeleteScale({ scale, onClose }: { scale: OwnScale; onClose: () => void }) {
  const remove = useDeleteScale();
  return (
    <AlertDialog
      actionLabel={strings.deleteAction}
      description={strings.deleteHelp}
      onAction={async () => {
        try {
          await remove.mutateAsync(scale.id);
          toast.success(strings.deleted(scale.name));
        } catch (error) {
          toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : {});
        }
      }}
      onOpenChange={(open) => open || onClose()}
      open
      title={strings.deleteTitle(scale.name)}
    />
  );
}
