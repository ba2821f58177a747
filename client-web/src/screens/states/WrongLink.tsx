import { useTranslation } from "react-i18next";
import { StatePage } from "./StatePage.tsx";

export function WrongLink() {
  const { t } = useTranslation();
  return <StatePage title={t("join.wrongTitle")}>{t("join.wrong")}</StatePage>;
}
