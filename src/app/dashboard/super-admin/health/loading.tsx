import { ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

export default function SuperAdminHealthLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton />
      <div className="flex max-w-[860px] flex-col gap-5">
        {["a", "b", "c"].map((key) => (
          <ListSkeleton key={key} rows={2} />
        ))}
      </div>
    </Loading>
  );
}
