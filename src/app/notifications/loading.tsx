import { ListSkeleton, Loading, PageHeaderSkeleton, Skeleton } from "#src/ui/skeleton.tsx";

export default function NotificationsLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton actions />
      <Skeleton className="mb-5 h-10 w-40" />
      <ListSkeleton header={false} rows={8} />
    </Loading>
  );
}
