import { ListSkeleton, Loading, PageHeaderSkeleton, Skeleton } from "#src/ui/skeleton.tsx";

/** The layout of the form while it is loading. */
export function AssessmentSkeleton() {
  return (
    <Loading className="mx-auto max-w-[720px] bg-surface max-md:-mx-4 max-md:-mt-5 max-md:min-h-dvh md:rounded-card md:border md:border-border">
      <div className="flex h-14 items-center border-b border-border px-4 md:px-6">
        <Skeleton className="h-5 w-40" />
      </div>
      <div className="border-b border-separator px-4 py-4 md:px-6">
        <div className="flex items-center gap-3">
          <Skeleton className="size-11 rounded-full" />
          <div className="flex-1">
            <Skeleton className="h-5 w-1/2" />
            <Skeleton className="mt-1.5 h-4 w-1/3" />
          </div>
        </div>
        <Skeleton className="mt-5 h-4 w-3/5" />
        <Skeleton className="mt-2 h-6 w-4/5" />
        <Skeleton className="mt-2 h-4 w-2/5" />
      </div>
      <div className="px-4 py-6 md:px-6">
        <Skeleton className="h-5 w-36" />
        <Skeleton className="mt-2 h-4 w-3/5" />
        {[1, 2, 3, 4, 5].map((row) => (
          <Skeleton className="mt-2 h-14 rounded-ctl" key={row} />
        ))}
      </div>
    </Loading>
  );
}

export function SupervisorSkeleton() {
  return (
    <Loading>
      <PageHeaderSkeleton actions />
      <ListSkeleton rows={6} />
      <div className="mt-5">
        <ListSkeleton rows={5} />
      </div>
    </Loading>
  );
}
