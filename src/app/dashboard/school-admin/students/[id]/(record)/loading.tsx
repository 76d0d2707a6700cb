import { StudentPageSkeleton } from "#src/features/progress/ui/student-progress-skeleton.tsx";

export default function StudentLoading() {
  return <StudentPageSkeleton />;
}
