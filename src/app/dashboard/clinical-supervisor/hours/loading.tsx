import { ListSkeleton, Loading, PageHeaderSkeleton, Skeleton } from "#src/ui/skeleton.tsx";

export default function HoursToApproveLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton />
      <Skeleton className="mb-4 h-10 rounded-ctl" />
      <ListSkeleton header={false} rows={8} />
    </Loading>
  );
}
