import { ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

export default function RotationLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton actions />
      <ListSkeleton header={false} rows={8} />
    </Loading>
  );
}
