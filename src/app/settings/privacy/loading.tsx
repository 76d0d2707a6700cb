import { ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

/** The same boxes as the page, so that the layout does not shift when they load. */
export default function PrivacyLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton />
      <div className="flex max-w-[760px] flex-col gap-5">
        <ListSkeleton rows={2} />
        <ListSkeleton rows={2} />
        <ListSkeleton rows={4} />
      </div>
    </Loading>
  );
}
