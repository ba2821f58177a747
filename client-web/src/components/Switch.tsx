import "./switch.css";
import { Switch as AriaSwitch, type SwitchProps } from "react-aria-components/Switch";
import type { ReactNode } from "react";

export function Switch({ children, ...rest }: Omit<SwitchProps, "className" | "children"> & { children: ReactNode }) {
  return (
    <AriaSwitch {...rest} className="switch">
      <span className="switch-track" aria-hidden="true" />
      {children}
    </AriaSwitch>
  );
}
