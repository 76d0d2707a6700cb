import { BatchSkeleton } from "#src/features/assessments/ui/batch/batch-skeleton.tsx";

export default BatchSkeleton;
