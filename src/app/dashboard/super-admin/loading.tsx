import { ListSkeleton, Loading, PageHeaderSkeleton, Skeleton } from "#src/ui/skeleton.tsx";

export default function SuperAdminLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton actions />
      <Skeleton className="mb-6 h-32 rounded-card" />
      <ListSkeleton header={false} rows={6} />
    </Loading>
  );
}
