import { AssessmentSkeleton } from "#src/features/assessments/ui/assessment-skeletons.tsx";

export default AssessmentSkeleton;
