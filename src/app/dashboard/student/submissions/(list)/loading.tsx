import { ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

export default function SubmissionsLoading() {
  return (
    <Loading className="flex flex-col gap-5">
      <PageHeaderSkeleton actions />
      <ListSkeleton rows={3} />
      <ListSkeleton rows={3} />
    </Loading>
  );
}
