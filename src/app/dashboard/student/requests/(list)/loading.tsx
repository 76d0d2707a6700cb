import { ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

export default function RequestsLoading() {
  return (
    <Loading className="flex flex-col">
      <PageHeaderSkeleton actions />
      <ListSkeleton rows={3} />
    </Loading>
  );
}
