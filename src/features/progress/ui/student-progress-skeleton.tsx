import { Card } from "#src/ui/card.tsx";
import { FigureTileSkeleton, ListSkeleton, Loading, PageHeaderSkeleton, Skeleton } from "#src/ui/skeleton.tsx";

/** The same boxes as StudentProgress, so that the layout does not shift when the figures load. */
export function StudentProgressSkeleton() {
  return (
    <Loading className="flex flex-col gap-5">
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-4 lg:gap-5 max-[359px]:grid-cols-1">
        {[1, 2, 3, 4].map((tile) => (
          <FigureTileSkeleton key={tile} />
        ))}
      </div>
      <div className="flex flex-col gap-5 lg:grid lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
        <div className="flex flex-col gap-5">
          <Card className="p-5 max-md:p-4">
            <Skeleton className="h-4 w-36" />
            <Skeleton className="mt-5 h-[332px] rounded-ctl" />
          </Card>
          <ListSkeleton />
        </div>
        <div className="flex flex-col gap-5">
          <ListSkeleton />
          <ListSkeleton />
        </div>
      </div>
    </Loading>
  );
}

export function StudentPageSkeleton() {
  return (
    <>
      <PageHeaderSkeleton actions />
      <StudentProgressSkeleton />
    </>
  );
}

/** Filters, then cards of rows: the list of competencies. */
export function CompetenciesSkeleton() {
  return (
    <Loading>
      <PageHeaderSkeleton />
      <div className="mb-4 flex gap-3">
        <Skeleton className="h-10 flex-1 rounded-ctl" />
        <Skeleton className="h-10 w-24 rounded-ctl" />
      </div>
      <div className="flex flex-col gap-5">
        <ListSkeleton rows={6} />
        <ListSkeleton rows={6} />
      </div>
    </Loading>
  );
}

/** The level and the evidence beside the levels: the page of one competency. */
export function CompetencySkeleton() {
  return (
    <Loading>
      <PageHeaderSkeleton actions />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_340px]">
        <div className="flex flex-col gap-5">
          <Card className="p-5 max-md:p-4">
            <Skeleton className="h-11 w-64" />
            <Skeleton className="mt-5 h-12" />
            <Skeleton className="mt-8 h-6 w-4/5" />
            <Skeleton className="mt-3 h-4 w-3/5" />
          </Card>
          <ListSkeleton rows={4} />
        </div>
        <ListSkeleton rows={5} />
      </div>
    </Loading>
  );
}
