import { useTranslation } from "react-i18next";

export default function Home() {
  const { t } = useTranslation();
  return (
    <main className="page stack">
      <h1>{t("home.title")}</h1>
      <p className="soft">{t("home.intro")}</p>
    </main>
  );
}
