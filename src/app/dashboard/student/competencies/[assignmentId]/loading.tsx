import { CompetencySkeleton } from "#src/features/progress/ui/student-progress-skeleton.tsx";

export default CompetencySkeleton;
