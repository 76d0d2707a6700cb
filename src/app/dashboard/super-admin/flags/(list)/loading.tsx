import { ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

export default function SuperAdminFlagsLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton />
      <div className="flex max-w-[860px] flex-col gap-5">
        {["a", "b"].map((key) => (
          <ListSkeleton key={key} rows={4} />
        ))}
      </div>
    </Loading>
  );
}
