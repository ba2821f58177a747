import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";

/** Back to the closing page, for who looks at the room meanwhile. */
export function ClosingBar({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation();
  return (
    <aside className="closing-bar" aria-label={t("closing.title")}>
      <span>{t("closing.isOpen")}</span>
      <Button kind="main" onPress={onOpen}>
        {t("closing.toPage")}
      </Button>
    </aside>
  );
}
