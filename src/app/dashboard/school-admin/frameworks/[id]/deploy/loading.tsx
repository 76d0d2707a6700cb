import { ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

export default function DeployLoading() {
  return (
    <Loading className="mx-auto max-w-3xl">
      <PageHeaderSkeleton />
      <ListSkeleton rows={4} />
    </Loading>
  );
}
