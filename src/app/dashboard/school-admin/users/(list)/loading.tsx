import { ListSkeleton, Loading, PageHeaderSkeleton, Skeleton } from "#src/ui/skeleton.tsx";

export default function PeopleLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton actions />
      <Skeleton className="mb-4 h-11 w-full max-w-2xl rounded-ctl" />
      <Skeleton className="mb-4 h-10 touch:h-11 rounded-ctl" />
      <ListSkeleton header={false} rows={10} />
    </Loading>
  );
}
