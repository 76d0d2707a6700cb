import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";

/** The boxes of the settings while they load. */
export function SettingsSkeleton() {
  return (
    <Loading className="flex max-w-[820px] flex-col gap-5">
      <ListSkeleton rows={7} />
      <div className="grid gap-5 md:grid-cols-2">
        <ListSkeleton rows={3} />
        <ListSkeleton rows={3} />
      </div>
    </Loading>
  );
}
