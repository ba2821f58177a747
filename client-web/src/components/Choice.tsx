import "./field.css";
import { Label } from "react-aria-components/Label";
import { Radio, RadioGroup } from "react-aria-components/RadioGroup";

export interface ChoiceProps<T extends string> {
  label: string;
  /** For screen readers only, where a heading says the same. */
  labelHidden?: boolean;
  value: T;
  options: readonly { value: T; text: string; lang?: string }[];
  onChange: (value: T) => void;
}

/** One of a few, all shown at once. */
export function Choice<T extends string>({ label, labelHidden = false, value, options, onChange }: ChoiceProps<T>) {
  const pick = (picked: string) => {
    const option = options.find((candidate) => candidate.value === picked);
    if (option) onChange(option.value);
  };
  return (
    <RadioGroup className="field" value={value} onChange={pick} orientation="horizontal">
      <Label className={labelHidden ? "hidden-visually" : "field-label"}>{label}</Label>
      <div className="choice">
        {options.map((option) => (
          <Radio key={option.value} value={option.value} className="choice-option">
            <span lang={option.lang}>{option.text}</span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
