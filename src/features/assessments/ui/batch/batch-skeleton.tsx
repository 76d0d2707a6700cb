import { Loading, Skeleton } from "#src/ui/skeleton.tsx";

/** The layout of a batch while it is loading. */
export function BatchSkeleton() {
  return (
    <Loading className="bg-surface max-md:-mx-4 max-md:-mt-5 max-md:min-h-dvh md:rounded-card md:border md:border-border">
      <div className="flex h-14 items-center border-b border-border px-4 md:px-6">
        <Skeleton className="h-5 w-48" />
      </div>
      <div className="flex flex-col gap-4 px-4 py-4 md:px-6">
        <Skeleton className="h-6 w-1/2" />
        <div className="grid gap-4 sm:grid-cols-3">
          {[1, 2, 3].map((field) => (
            <Skeleton className="h-16" key={field} />
          ))}
        </div>
        <Skeleton className="h-14" />
        {[1, 2, 3, 4, 5, 6].map((row) => (
          <Skeleton className="h-12" key={row} />
        ))}
      </div>
    </Loading>
  );
}
