import { ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

/** The same boxes as the profile, so that the layout does not shift when it loads. */
export default function ProfileLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton />
      <div className="flex max-w-[760px] flex-col gap-5">
        <ListSkeleton rows={6} />
        <ListSkeleton rows={4} />
      </div>
    </Loading>
  );
}
