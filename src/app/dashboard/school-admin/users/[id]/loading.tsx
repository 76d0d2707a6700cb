import { ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

export default function PersonLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton actions />
      <ListSkeleton header={false} rows={6} />
    </Loading>
  );
}
