import { OwnProgressSkeleton } from "#src/features/own-progress/ui/own-progress-skeleton.tsx";

export default OwnProgressSkeleton;
