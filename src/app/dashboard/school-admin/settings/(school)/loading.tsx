import { Loading, Skeleton } from "#src/ui/skeleton.tsx";

export default function SchoolSettingsLoading() {
  return (
    <Loading className="grid gap-5 lg:grid-cols-2">
      <Skeleton className="h-96 rounded-card" />
      <Skeleton className="h-96 rounded-card" />
    </Loading>
  );
}
