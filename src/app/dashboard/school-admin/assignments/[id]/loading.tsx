import { FigureTileSkeleton, ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

export default function AssignmentLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton actions />
      <div className="mb-6 grid grid-cols-2 gap-4 lg:grid-cols-4 lg:gap-5">
        {["overdue", "open", "started", "done"].map((each) => (
          <FigureTileSkeleton key={each} />
        ))}
      </div>
      <ListSkeleton header={false} rows={8} />
    </Loading>
  );
}
