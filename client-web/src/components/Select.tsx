import "./field.css";
import "./popup.css";
import { Label } from "react-aria-components/Label";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Select as AriaSelect, SelectValue } from "react-aria-components/Select";
import { Button } from "./Button.tsx";

export interface SelectProps<T extends string> {
  label: string;
  /** `null` while nothing is chosen. */
  value: T | null;
  options: readonly { value: T; text: string }[];
  onChange: (value: T) => void;
  placeholder?: string;
  isDisabled?: boolean;
}

export function Select<T extends string>({ label, value, options, onChange, placeholder, isDisabled = false }: SelectProps<T>) {
  return (
    <AriaSelect
      className="field"
      value={value}
      onChange={(key) => {
        const option = options.find((candidate) => candidate.value === key);
        if (option) onChange(option.value);
      }}
      isDisabled={isDisabled}
      {...(placeholder === undefined ? {} : { placeholder })}
    >
      <Label className="field-label">{label}</Label>
      <Button large className="select-button">
        <SelectValue />
        <span className="select-arrow" aria-hidden="true" />
      </Button>
      <Popover className="popup">
        <ListBox className="popup-list" items={options}>
          {(option) => (
            <ListBoxItem id={option.value} textValue={option.text} className="popup-item">
              {option.text}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
