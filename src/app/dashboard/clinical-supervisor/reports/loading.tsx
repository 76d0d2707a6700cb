import { Loading, PageHeaderSkeleton, Skeleton } from "#src/ui/skeleton.tsx";

/** The same boxes as the page, so that the layout does not shift when it loads. */
export default function SavedReportsLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton />
      <div className="flex max-w-[860px] flex-col gap-5">
        <Skeleton className="h-56 rounded-card" />
        <Skeleton className="h-36 rounded-card" />
      </div>
    </Loading>
  );
}
