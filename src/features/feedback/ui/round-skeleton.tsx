import { Loading, Skeleton } from "#src/ui/skeleton.tsx";

/** The layout of a page about a round of feedback, while it is loading. */
export function RoundSkeleton() {
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
