import { useTranslation } from "react-i18next";
import { Button } from "../components/Button.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { Switch } from "../components/Switch.tsx";

const KEYS = ["move", "edit", "leave", "order", "section", "select", "delete", "undo", "add"] as const;

interface HelpProps {
  isOpen: boolean;
  onClose: () => void;
  shortcut: boolean;
  onShortcut: (on: boolean) => void;
}

export function HelpDialog({ isOpen, onClose, shortcut, onShortcut }: HelpProps) {
  const { t } = useTranslation();
  return (
    <Dialog title={t("board.keysTitle")} isOpen={isOpen} onClose={onClose}>
      <dl className="board-keys">
        {KEYS.map((key) => (
          <div key={key}>
            <dt>{t(`board.help.${key}.keys`)}</dt>
            <dd>{t(`board.help.${key}.what`)}</dd>
          </div>
        ))}
      </dl>
      <Switch isSelected={shortcut} onChange={onShortcut}>
        {t("board.shortcut")}
      </Switch>
      <div className="dialog-actions">
        <Button large onPress={onClose}>
          {t("common.close")}
        </Button>
      </div>
    </Dialog>
  );
}
