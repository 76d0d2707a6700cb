import { ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

/** The same boxes as the page, so that the layout does not shift when they load. */
export default function LooksLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton />
      <div className="max-w-[760px]">
        <ListSkeleton rows={6} />
      </div>
    </Loading>
  );
}
