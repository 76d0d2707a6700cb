import { ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

/** The same boxes as the page, so that the layout does not shift when they load. */
export default function SchoolPrivacyLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton />
      <div className="flex max-w-[860px] flex-col gap-5">
        <ListSkeleton rows={1} />
        <ListSkeleton rows={2} />
        <ListSkeleton rows={4} />
      </div>
    </Loading>
  );
}
