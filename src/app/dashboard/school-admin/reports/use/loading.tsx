import { ListSkeleton, Loading, PageHeaderSkeleton, TabsSkeleton } from "#src/ui/skeleton.tsx";

export default function ReportsLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton actions />
      <TabsSkeleton />
      <ListSkeleton rows={8} />
    </Loading>
  );
}
