import "./popup.css";
import type { ReactNode } from "react";
import { Header } from "react-aria-components/Header";
import { Menu as AriaMenu, MenuItem as AriaMenuItem, MenuSection as AriaMenuSection, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { Button, type ButtonKind } from "./Button.tsx";

export interface MenuProps {
  /** What the button shows. */
  trigger: ReactNode;
  /** The button's name where `trigger` alone does not say it. */
  label?: string;
  kind?: ButtonKind;
  large?: boolean;
  className?: string;
  isDisabled?: boolean;
  /** Where the tab key comes by another way, as within a list with one tab stop. */
  excludeFromTabOrder?: boolean;
  /** Opens at once: for one that is made when it is asked for. */
  startOpen?: boolean;
  children: ReactNode;
}

export function Menu({ trigger, label, kind = "quiet", large = false, className = "", isDisabled = false, excludeFromTabOrder = false, startOpen = false, children }: MenuProps) {
  return (
    <MenuTrigger defaultOpen={startOpen}>
      <Button kind={kind} large={large} className={className} isDisabled={isDisabled} excludeFromTabOrder={excludeFromTabOrder} {...(label === undefined ? {} : { "aria-label": label })}>
        {trigger}
      </Button>
      <Popover className="popup">
        <AriaMenu className="popup-list">{children}</AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

export interface MenuItemProps {
  /** What it is called in a section of switches. */
  id?: string;
  onAction?: () => void;
  href?: string;
  danger?: boolean;
  isDisabled?: boolean;
  /** The plain words of the item, for typing ahead, where `children` is more than text. */
  textValue?: string;
  children: ReactNode;
}

export function MenuItem({ danger = false, textValue, ...rest }: MenuItemProps) {
  const text = textValue ?? (typeof rest.children === "string" ? rest.children : undefined);
  return <AriaMenuItem {...rest} {...(text === undefined ? {} : { textValue: text })} className="popup-item" data-danger={danger || undefined} />;
}

export interface MenuSectionProps {
  heading: string;
  /** Where the items are switches: those that are on, by `id`. */
  selected?: readonly string[];
  onSelect?: (selected: ReadonlySet<string>) => void;
  children: ReactNode;
}

export function MenuSection({ heading, selected, onSelect, children }: MenuSectionProps) {
  const switches =
    selected === undefined
      ? {}
      : {
          className: "popup-switches",
          selectionMode: "multiple" as const,
          selectedKeys: selected,
          onSelectionChange: (keys: "all" | Set<string | number>) => onSelect?.(keys === "all" ? new Set() : new Set([...keys].map(String))),
        };
  return (
    <AriaMenuSection {...switches}>
      <Header className="popup-heading">{heading}</Header>
      {children}
    </AriaMenuSection>
  );
}
