import { DashboardSkeleton } from "#src/ui/skeleton.tsx";

export default function DashboardLoading() {
  return <DashboardSkeleton />;
}
