import { MatrixSkeleton } from "#src/features/cohort-matrix/ui/cohort-matrix-page.tsx";
import { PageHeaderSkeleton, TabsSkeleton } from "#src/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeaderSkeleton actions />
      <TabsSkeleton />
      <MatrixSkeleton />
    </>
  );
}
