import "./popup.css";
import type { ReactNode } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Button } from "./Button.tsx";

export interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** `alertdialog` for what cannot be undone. */
  role?: "dialog" | "alertdialog";
  children: ReactNode;
}

export function Dialog({ title, isOpen, onClose, role = "dialog", children }: DialogProps) {
  return (
    <ModalOverlay className="veil" isOpen={isOpen} onOpenChange={(open) => open || onClose()} isDismissable={role === "dialog"}>
      <Modal className="dialog-box">
        <AriaDialog className="dialog" role={role}>
          <Heading slot="title">{title}</Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export interface ConfirmProps {
  title: string;
  /** What will happen, in whole words. */
  consequence: ReactNode;
  confirm: string;
  cancel: string;
  isOpen: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks once before what cannot be undone. */
export function Confirm({ title, consequence, confirm, cancel, isOpen, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose} role="alertdialog">
      <p>{consequence}</p>
      <div className="dialog-actions">
        <Button large autoFocus onPress={onClose}>
          {cancel}
        </Button>
        <Button
          large
          kind="danger"
          onPress={() => {
            onConfirm();
            onClose();
          }}
        >
          {confirm}
        </Button>
      </div>
    </Dialog>
  );
}
