import { Card } from "./card.tsx";
import { cn } from "./cn.ts";
import { strings } from "./strings.ts";

/** A grey box of the size of the content that is loading. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block animate-skeleton rounded-md bg-surface-tertiary", className)} />;
}

/** Announces once that content is loading, around any number of Skeletons. */
export function Loading({ className, children }: { className?: string; children: React.ReactNode }) {
  return (
    <div className={className} role="status">
      <span className="sr-only">{strings.loading}</span>
      {children}
    </div>
  );
}

export function PageHeaderSkeleton({ actions = false }: { actions?: boolean }) {
  return (
    <div className="mb-6 flex items-end justify-between gap-6 max-md:mb-5">
      <div>
        <Skeleton className="h-7 w-56" />
        <Skeleton className="mt-2 h-4 w-72 max-md:w-48" />
      </div>
      {actions ? <Skeleton className="h-9 w-36 rounded-ctl max-md:hidden" /> : null}
    </div>
  );
}

/** The row of TabLinks. */
export function TabsSkeleton() {
  return (
    <div className="mb-5 flex h-10 items-center gap-5 shadow-[inset_0_-1px_0_var(--border)] touch:h-11">
      {["w-20", "w-16", "w-28"].map((width) => (
        <Skeleton className={`h-4 ${width}`} key={width} />
      ))}
    </div>
  );
}

export function FigureTileSkeleton() {
  return (
    <Card className="p-5 max-md:p-4">
      <Skeleton className="h-[18px] w-24" />
      <Skeleton className="mt-1.5 h-8 w-20" />
      <Skeleton className="mt-1.5 h-4 w-28 max-md:w-20" />
    </Card>
  );
}

/** A card with a header and rows, like a list or a table. */
export function ListSkeleton({ rows = 5, header = true }: { rows?: number; header?: boolean }) {
  return (
    <Card>
      {header ? (
        <div className="flex min-h-13 items-center border-b border-separator px-5 max-md:px-4">
          <Skeleton className="h-4 w-36" />
        </div>
      ) : null}
      {Array.from({ length: rows }, (_, index) => index).map((row) => (
        <div
          className="flex min-h-14 items-center gap-3 border-b border-separator px-5 last:border-b-0 max-md:px-4"
          key={row}
        >
          <Skeleton className="size-8 rounded-full" />
          <div className="flex-1">
            <Skeleton className="h-4 w-2/5" />
            <Skeleton className="mt-1.5 h-3.5 w-1/4" />
          </div>
          <Skeleton className="h-4 w-24 max-md:w-16" />
        </div>
      ))}
    </Card>
  );
}

/** A whole dashboard, shown while the page is loading. */
export function DashboardSkeleton() {
  return (
    <Loading>
      <PageHeaderSkeleton actions />
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-4 lg:gap-5">
        {[1, 2, 3, 4].map((tile) => (
          <FigureTileSkeleton key={tile} />
        ))}
      </div>
      <div className="mt-5 grid gap-5 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
        <ListSkeleton />
        <ListSkeleton rows={3} />
      </div>
    </Loading>
  );
}

/** The layout of a task on a page of its own, while it is loading. */
export function TaskSkeleton() {
  return (
    <div className="mx-auto max-w-[720px] bg-surface max-md:-mx-4 max-md:-mt-5 max-md:min-h-dvh md:rounded-card md:border md:border-border">
      <div className="flex h-14 items-center border-b border-border px-4 md:px-6">
        <Skeleton className="h-5 w-40" />
      </div>
      <Loading>
        <div className="border-b border-separator px-4 py-4 md:px-6">
          <Skeleton className="h-4 w-2/5" />
          <Skeleton className="mt-2 h-6 w-3/5" />
        </div>
        <div className="px-4 py-6 md:px-6">
          <Skeleton className="h-5 w-44" />
          {[1, 2, 3, 4].map((row) => (
            <Skeleton className="mt-2 h-12 rounded-ctl" key={row} />
          ))}
        </div>
      </Loading>
    </div>
  );
}
