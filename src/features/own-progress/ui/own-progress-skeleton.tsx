import { Card } from "#src/ui/card.tsx";
import { Loading, PageHeaderSkeleton, Skeleton } from "#src/ui/skeleton.tsx";

export const twoColumns = "grid gap-5 *:min-w-0 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]";

/** The same boxes as the page, so that the layout does not shift when the figures load. */
export function OwnProgressSkeleton() {
  return (
    <>
      <PageHeaderSkeleton actions />
      <ProgressContentSkeleton />
    </>
  );
}

export function ProgressContentSkeleton() {
  return (
    <Loading>
      <Skeleton className="mb-5 h-10.5 w-80 max-w-full rounded-ctl touch:h-13.5" />
      <div className={twoColumns}>
        {[1, 2, 3, 4].map((card) => (
          <CardSkeleton key={card} />
        ))}
      </div>
    </Loading>
  );
}

export function CardSkeleton() {
  return (
    <Card className="p-5 max-md:p-4">
      <Skeleton className="h-4 w-2/3" />
      <Skeleton className="mt-2 h-3.5 w-1/2" />
      <Skeleton className="mt-5 h-[312px] rounded-ctl" />
    </Card>
  );
}
