import { ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

export default function FrameworkLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton actions />
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)] lg:items-start">
        <ListSkeleton rows={8} />
        <ListSkeleton rows={3} />
      </div>
    </Loading>
  );
}
