import type { ReactNode } from "react";
import { ListBoxItem } from "react-aria-components/ListBox";

/** Somebody in a list of people to pick from, with a word about them beside the name. */
export function PickerItem({ id, name, children }: { id: string; name: string; children?: ReactNode }) {
  return (
    <ListBoxItem id={id} textValue={name} className="picker-item">
      <span className="picker-box" aria-hidden="true" />
      <bdi className="picker-name">{name}</bdi>
      {children}
    </ListBoxItem>
  );
}
