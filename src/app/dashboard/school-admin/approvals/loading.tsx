import { ListSkeleton, Loading, PageHeaderSkeleton, Skeleton } from "#src/ui/skeleton.tsx";

export default function SchoolApprovalsLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton actions />
      <Skeleton className="mb-4 h-16 rounded-ctl" />
      <ListSkeleton header={false} rows={8} />
    </Loading>
  );
}
