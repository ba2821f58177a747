import { useTranslation } from "react-i18next";
import { StatePage } from "./StatePage.tsx";

export function NotFound() {
  const { t } = useTranslation();
  return <StatePage title={t("states.notFoundTitle")}>{t("states.notFound")}</StatePage>;
}
