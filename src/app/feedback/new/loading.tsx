import { RoundSkeleton } from "#src/features/feedback/ui/round-skeleton.tsx";

export default RoundSkeleton;
