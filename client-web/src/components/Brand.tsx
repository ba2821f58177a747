import "./brand.css";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

export function Brand() {
  const { t } = useTranslation();
  return (
    <Link href="/" className="brand">
      <img src="/favicon.svg" alt="" width="28" height="28" />
      {t("common.appName")}
    </Link>
  );
}
