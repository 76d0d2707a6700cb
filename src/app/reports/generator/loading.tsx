import { Loading, PageHeaderSkeleton, Skeleton } from "#src/ui/skeleton.tsx";

/** The same boxes as the page, so that the layout does not shift when it loads. */
export default function ReportBuilderLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton actions />
      <div className="grid gap-5 lg:grid-cols-[minmax(20rem,25rem)_minmax(0,1fr)]">
        <Skeleton className="h-[40rem] rounded-card" />
        <Skeleton className="h-[40rem] rounded-card max-lg:hidden" />
      </div>
    </Loading>
  );
}
