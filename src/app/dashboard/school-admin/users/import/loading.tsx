import { ListSkeleton, Loading, PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

export default function ImportPeopleLoading() {
  return (
    <Loading>
      <PageHeaderSkeleton />
      <ListSkeleton rows={4} />
    </Loading>
  );
}
