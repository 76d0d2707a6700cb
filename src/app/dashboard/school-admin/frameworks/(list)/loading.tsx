import { ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

export default function FrameworksLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton actions />
      <ListSkeleton rows={6} />
    </Loading>
  );
}
