import { ListSkeleton, Loading, PageHeaderSkeleton, Skeleton } from "#src/ui/skeleton.tsx";

export default function MovedStudentsLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton actions />
      <Skeleton className="mb-5 h-10 rounded-ctl" />
      <ListSkeleton header={false} rows={8} />
    </Loading>
  );
}
