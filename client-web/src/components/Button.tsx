import "./button.css";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components/Button";
import { ToggleButton as AriaToggleButton, type ToggleButtonProps } from "react-aria-components/ToggleButton";

export type ButtonKind = "main" | "plain" | "quiet" | "danger";

export interface ButtonProps extends Omit<AriaButtonProps, "className" | "isPending"> {
  /** `main` is the one thing to do now: at most one on a screen. */
  kind?: ButtonKind;
  /** 44 px high, for main actions and thumbs. */
  large?: boolean;
  /** Under way: looks it, keeps the focus. The caller changes its words and ignores further presses. */
  pending?: boolean;
  className?: string;
}

export function Button({ kind = "plain", large = false, pending = false, className = "", ...rest }: ButtonProps) {
  return <AriaButton {...rest} className={`button ${className}`} data-kind={kind} data-large={large || undefined} data-pending={pending || undefined} />;
}

export interface ToggleProps extends Omit<ToggleButtonProps, "className"> {
  large?: boolean;
  className?: string;
}

/** A button that stays pressed: its state is announced, and shown by more than colour by its caller's words. */
export function Toggle({ large = false, className = "", ...rest }: ToggleProps) {
  return <AriaToggleButton {...rest} className={`button ${className}`} data-large={large || undefined} />;
}
