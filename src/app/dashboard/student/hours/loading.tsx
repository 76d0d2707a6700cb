import { ListSkeleton, Loading, PageHeaderSkeleton, Skeleton } from "#src/ui/skeleton.tsx";

/** The same boxes as the page, so that the layout does not shift when it loads. */
export default function HoursLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton actions />
      <Skeleton className="mb-5 h-8" />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)]">
        <Skeleton className="h-56 rounded-card" />
        <ListSkeleton rows={5} />
      </div>
    </Loading>
  );
}
