import "./field.css";
import { FieldError } from "react-aria-components/FieldError";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { Text } from "react-aria-components/Text";
import { TextArea } from "react-aria-components/TextArea";
import { TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from "react-aria-components/TextField";

export interface TextFieldProps extends Omit<AriaTextFieldProps, "className"> {
  label: string;
  /** Said under the field and to screen readers, before anything was typed. */
  hint?: string | undefined;
  /** Replaces the hint; says what to do. */
  error?: string | undefined;
  /** Lines to show; more than one makes it a text area. */
  lines?: number;
  placeholder?: string;
  className?: string;
}

export function TextField({ label, hint, error, lines = 1, placeholder, className = "", ...rest }: TextFieldProps) {
  return (
    // `aria`: what was refused is said, and never keeps a form from being sent again once it was mended.
    <AriaTextField validationBehavior="aria" {...rest} isInvalid={error !== undefined} className={`field ${className}`}>
      <Label className="field-label">{label}</Label>
      {lines > 1 ? (
        <TextArea className="field-input" rows={lines} placeholder={placeholder} dir="auto" />
      ) : (
        <Input className="field-input" placeholder={placeholder} dir="auto" />
      )}
      {hint !== undefined && error === undefined ? (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      ) : null}
      <FieldError className="field-error">{error}</FieldError>
    </AriaTextField>
  );
}
