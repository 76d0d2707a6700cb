"use client";

import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, type ReactNode, useState } from "react";
import { IconButton } from "#src/ui/icon-button.tsx";
import { strings } from "#src/ui/strings.ts";
import { TextField } from "#src/ui/text-field.tsx";

type PasswordFieldProps = Omit<ComponentProps<typeof TextField>, "type" | "end" | "hint"> & { hint?: string };

/** A password field that can show the password, with a hint while Caps Lock is on. */
export function PasswordField({ hint, onKeyUp, onKeyDown, onBlur, ...rest }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const hints: ReactNode = capsLock ? (
    <>
      {hint ? `${hint} ` : null}
      <strong className="font-medium text-warning">{strings.capsLockOn}.</strong>
    </>
  ) : (
    hint
  );
  return (
    <TextField
      {...rest}
      autoCapitalize="none"
      end={
        <IconButton
          aria-pressed={shown}
          icon={shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          label={strings.showPassword}
          onClick={() => setShown(!shown)}
          size="sm"
        />
      }
      hint={hints}
      onBlur={(event) => {
        setCapsLock(false);
        onBlur?.(event);
      }}
      onKeyDown={(event) => {
        setCapsLock(event.getModifierState("CapsLock"));
        onKeyDown?.(event);
      }}
      onKeyUp={(event) => {
        setCapsLock(event.getModifierState("CapsLock"));
        onKeyUp?.(event);
      }}
      spellCheck={false}
      type={shown ? "text" : "password"}
    />
  );
}
