import { ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

export default function SupervisedRotationsLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton />
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <ListSkeleton rows={6} />
        <ListSkeleton rows={6} />
      </div>
    </Loading>
  );
}
