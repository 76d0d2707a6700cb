import { SupervisorSkeleton } from "#src/features/assessments/ui/assessment-skeletons.tsx";

export default SupervisorSkeleton;
