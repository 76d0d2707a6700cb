import { ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

export default function ImportLoading() {
  return (
    <Loading className="mx-auto max-w-4xl">
      <PageHeaderSkeleton />
      <ListSkeleton rows={4} />
    </Loading>
  );
}
