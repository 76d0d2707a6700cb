import { SubmissionSkeleton } from "#src/features/submissions/ui/submission-skeleton.tsx";

export default SubmissionSkeleton;
