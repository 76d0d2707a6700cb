import { ListSkeleton, Loading, PageHeaderSkeleton, Skeleton } from "#src/ui/skeleton.tsx";

export default function SubmissionsLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton />
      <Skeleton className="mb-5 h-10 rounded-ctl" />
      <ListSkeleton header={false} rows={6} />
    </Loading>
  );
}
