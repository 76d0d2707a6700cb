import { FigureTileSkeleton, ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

/** The same boxes as the overview, so that the layout does not shift when it loads. */
export default function SchoolOverviewLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton />
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-4 lg:gap-5 max-[359px]:grid-cols-1">
        {[1, 2, 3, 4].map((tile) => (
          <FigureTileSkeleton key={tile} />
        ))}
      </div>
      <div className="mt-5 grid gap-5 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
        <ListSkeleton rows={4} />
        <ListSkeleton rows={5} />
      </div>
      <div className="mt-8">
        <ListSkeleton rows={8} />
      </div>
    </Loading>
  );
}
