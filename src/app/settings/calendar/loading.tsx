import { ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

/** The same boxes as the calendar's settings, so that the layout does not shift when they load. */
export default function CalendarLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton />
      <div className="flex max-w-[760px] flex-col gap-5">
        <ListSkeleton rows={3} />
        <ListSkeleton rows={3} />
      </div>
    </Loading>
  );
}
