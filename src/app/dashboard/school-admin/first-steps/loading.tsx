import { ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

export default function SchoolRequestsLoading() {
  return (
    <Loading className="flex flex-col">
      <PageHeaderSkeleton />
      <ListSkeleton rows={5} />
    </Loading>
  );
}
