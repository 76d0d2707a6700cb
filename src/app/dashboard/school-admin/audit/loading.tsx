import { ListSkeleton, Loading, PageHeaderSkeleton, Skeleton } from "#src/ui/skeleton.tsx";

/** The same boxes as the page, so that the layout does not shift when they load. */
export default function AuditLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton />
      <Skeleton className="mb-5 h-14 rounded-card" />
      <Skeleton className="mb-5 h-10 w-96 max-w-full" />
      <Skeleton className="mb-4 h-10 max-w-80" />
      <ListSkeleton rows={10} />
    </Loading>
  );
}
