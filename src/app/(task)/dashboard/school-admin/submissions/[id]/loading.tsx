import { TaskSkeleton } from "#src/ui/skeleton.tsx";

export default TaskSkeleton;
