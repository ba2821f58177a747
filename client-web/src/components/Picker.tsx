import type { ReactNode } from "react";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { useTranslation } from "react-i18next";

/** Whoever looks for somebody among more than these types a part of their name. */
const SHOWN_MAX = 100;

export interface PickerProps<T extends { id: string; name: string }> {
  label: string;
  /** All that were found, in their order. */
  items: readonly T[];
  picked: ReadonlySet<string>;
  onPick: (picked: ReadonlySet<string>) => void;
  mode: "single" | "multiple";
  /** One of them always is. */
  needsOne?: boolean;
  /** What stands there when nobody was found. */
  empty: string;
  /** What stands beside the name. */
  children: (item: T) => ReactNode;
}

/** People to pick from: the first of many, and whoever is picked. */
export function Picker<T extends { id: string; name: string }>({ label, items, picked, onPick, mode, needsOne = false, empty, children }: PickerProps<T>) {
  const { t } = useTranslation();
  const shown = items.filter((item, index) => index < SHOWN_MAX || picked.has(item.id));
  return (
    <>
      <ListBox
        className="picker"
        aria-label={label}
        selectionMode={mode}
        disallowEmptySelection={needsOne}
        selectedKeys={picked}
        // All are those who were found, not only those that are shown.
        onSelectionChange={(keys) => onPick(keys === "all" ? new Set(items.map(({ id }) => id)) : new Set([...keys].map(String)))}
        items={shown}
        renderEmptyState={() => <p className="soft picker-empty">{empty}</p>}
      >
        {(item) => (
          <ListBoxItem id={item.id} textValue={item.name} className="picker-item">
            <span className="picker-box" aria-hidden="true" />
            <bdi className="picker-name">{item.name}</bdi>
            {children(item)}
          </ListBoxItem>
        )}
      </ListBox>
      {shown.length < items.length ? <p className="soft small">{t("roster.shown", { shown: shown.length, count: items.length })}</p> : null}
    </>
  );
}
