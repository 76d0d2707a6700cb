import { AskSkeleton } from "#src/features/requests/ui/ask-skeleton.tsx";

export default AskSkeleton;
