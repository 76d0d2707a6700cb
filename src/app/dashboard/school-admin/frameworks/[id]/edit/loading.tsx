import { ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

export default function EditorLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton actions />
      <div className="grid gap-5 lg:grid-cols-[minmax(16rem,20rem)_minmax(0,1fr)] lg:items-start">
        <ListSkeleton rows={8} />
        <ListSkeleton rows={5} />
      </div>
    </Loading>
  );
}
