"use client";

import { useId, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { SchoolAnswer } from "#src/features/schools/schema.ts";
import { maxLogoMib } from "#src/features/schools/values.ts";
import { type BrandTheme, brandOf, isColor, isUsedAsIs } from "#src/lib/brand-colors.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { FileDrop } from "#src/ui/file-drop.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import { SaveFault } from "./save-fault.tsx";
import { useChangeSchool, useSaveLogo } from "./use-school.ts";

/** The logo and the colour of the school. */
export function LookCard({ saved }: { saved: SchoolAnswer }) {
  const titleId = useId();
  return (
    <Card aria-labelledby={titleId}>
      <CardHeader description={strings.lookHelp} title={strings.look} titleId={titleId} />
      <CardBody className="flex flex-col gap-6 pt-0">
        <LogoField logo={saved.logo} name={saved.name} />
        <ColorForm key={saved.color ?? ""} saved={saved} />
      </CardBody>
    </Card>
  );
}

function LogoField({ logo, name }: { logo: string | null; name: string }) {
  const save = useSaveLogo();
  const send = async (file: File | null) => {
    try {
      await save.mutateAsync(file);
      toast.success(file ? strings.logoSaved : strings.logoRemoved);
    } catch (error) {
      toast.error(strings.logoFailed, error instanceof Problem ? { description: error.detail } : {});
    }
  };
  return (
    <div>
      {logo === null ? null : (
        <div className="mb-3 flex items-center justify-between gap-3 rounded-ctl border border-border p-3">
          {/* biome-ignore lint/performance/noImgElement: it is as large as it is shown, and comes from the API. */}
          <img
            alt={strings.logoOf(name)}
            className="h-9 w-[180px] object-contain object-left rtl:object-right"
            height={36}
            src={logo}
            width={180}
          />
          <Button disabled={save.isPending} onClick={() => void send(null)} variant="ghost">
            {strings.removeLogo}
          </Button>
        </div>
      )}
      <FileDrop
        accept={["image/png", "image/jpeg", "image/webp"]}
        disabled={save.isPending}
        hint={strings.logoHint(maxLogoMib)}
        label={logo === null ? strings.logo : strings.replaceLogo}
        maxBytes={maxLogoMib * 1024 * 1024}
        onFiles={([file]) => file && void send(file)}
      />
    </div>
  );
}

const firstColor = "#1a5da8";

function ColorForm({ saved }: { saved: SchoolAnswer }) {
  const [color, setColor] = useState(saved.color);
  const [showsFault, setShowsFault] = useState(false);
  const save = useChangeSchool(saved.revision);
  const isGood = color === null || isColor(color);
  const submit = async () => {
    setShowsFault(!isGood);
    if (!isGood) return;
    try {
      await save.mutateAsync({ color });
      toast.success(strings.saved);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  };
  const change = (value: string) => {
    setColor(value.trim().toLowerCase());
    setShowsFault(false);
  };
  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Checkbox
        checked={color !== null}
        label={strings.ownColor}
        onChange={(event) => setColor(event.target.checked ? (saved.color ?? firstColor) : null)}
      />
      {color === null ? null : (
        <>
          <div className="flex items-end gap-3">
            <TextField
              className="w-36"
              error={showsFault ? strings.colorFault : undefined}
              hint={strings.colorHint}
              inputClassName="num"
              label={strings.color}
              maxLength={7}
              name="color"
              onChange={(event) => change(event.target.value)}
              value={color}
            />
            <input
              aria-label={strings.colorPicker}
              className="h-10 w-14 shrink-0 rounded-ctl border border-control bg-surface p-1 touch:h-11"
              onChange={(event) => change(event.target.value)}
              type="color"
              value={isColor(color) ? color : firstColor}
            />
          </div>
          {isColor(color) ? <ColorPreview color={color} /> : null}
        </>
      )}
      <SaveFault error={save.error} />
      <div>
        <Button disabled={color === saved.color} loading={save.isPending} type="submit">
          {strings.save}
        </Button>
      </div>
    </form>
  );
}

const surfaces = {
  light: { background: "#ffffff", color: "#16202e", borderColor: "#e1e5eb" },
  dark: { background: "#161b23", color: "#e7ebf1", borderColor: "#29313d" },
} as const;

function ColorPreview({ color }: { color: string }) {
  const { light, dark } = brandOf(color);
  return (
    <div>
      <p className="mb-1.5 text-sm font-medium">{strings.preview}</p>
      <div className="grid grid-cols-2 gap-3 max-[380px]:grid-cols-1">
        <ThemePreview brand={light} theme="light" />
        <ThemePreview brand={dark} theme="dark" />
      </div>
      <p aria-live="polite" className="mt-2 text-sm text-muted">
        {isUsedAsIs(color) ? strings.asItIs(dark.accent) : strings.adjusted(light.accent, dark.accent)}
      </p>
    </div>
  );
}

/** What stands in the accent, drawn for the other theme too: so the colours are not those of the page. */
function ThemePreview({ brand, theme }: { brand: BrandTheme; theme: "light" | "dark" }) {
  return (
    <div className="flex min-w-0 flex-col items-start gap-2.5 rounded-ctl border p-3 text-sm" style={surfaces[theme]}>
      <span className="text-xs">{strings.previewThemes[theme]}</span>
      <span
        className="w-full rounded-ctl px-2.5 py-1.5 font-medium"
        style={{ background: brand.soft, color: brand.softForeground }}
      >
        {strings.previewPlace}
      </span>
      <span
        className="rounded-ctl px-3 py-1.5 font-medium"
        style={{ background: brand.accent, color: brand.foreground }}
      >
        {strings.previewButton}
      </span>
      <span className="font-medium underline" style={{ color: brand.accent }}>
        {strings.previewLink}
      </span>
    </div>
  );
}
