import { FigureGrid } from "#src/ui/figure-tile.tsx";
import { FigureTileSkeleton, ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

export default function SuperAdminJobsLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton />
      <FigureGrid className="mb-5">
        {["a", "b", "c", "d"].map((key) => (
          <FigureTileSkeleton key={key} />
        ))}
      </FigureGrid>
      <ListSkeleton rows={6} />
    </Loading>
  );
}
