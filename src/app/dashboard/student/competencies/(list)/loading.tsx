import { CompetenciesSkeleton } from "#src/features/progress/ui/student-progress-skeleton.tsx";

export default CompetenciesSkeleton;
