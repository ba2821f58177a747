import type { ReactNode } from "react";
import { Form } from "react-aria-components/Form";
import { useTranslation } from "react-i18next";
import { Button } from "./Button.tsx";
import { Dialog } from "./Dialog.tsx";

export interface FormDialogProps {
  title: string;
  /** What the main button says; none: 'Save'. */
  submit?: string;
  /** Whether there is something to send yet. */
  canSubmit?: boolean;
  onSubmit: () => unknown;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog with fields that are sent together, by Enter too. It is there while it is rendered. */
export function FormDialog({ title, submit, canSubmit = true, onSubmit, onClose, children }: FormDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <Form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        <div className="dialog-actions">
          <Button large onPress={onClose}>
            {t("common.cancel")}
          </Button>
          <Button large kind="main" type="submit" isDisabled={!canSubmit}>
            {submit ?? t("common.save")}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
