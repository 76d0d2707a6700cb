import { ListSkeleton, Loading, PageHeaderSkeleton, Skeleton } from "#src/ui/skeleton.tsx";

export default function StudentsLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton actions />
      <Skeleton className="mb-4 h-10 touch:h-11 rounded-ctl" />
      <ListSkeleton header={false} rows={8} />
    </Loading>
  );
}
