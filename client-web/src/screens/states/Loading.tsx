import { useTranslation } from "react-i18next";
import { Skeleton } from "../../components/Skeleton.tsx";
import { VisuallyHidden } from "../../components/VisuallyHidden.tsx";

/** The shape of a page while its code is on the way. */
export function Loading() {
  const { t } = useTranslation();
  return (
    <main className="page stack" aria-busy="true">
      <VisuallyHidden>{t("common.loading")}</VisuallyHidden>
      <Skeleton width="60%" height="2rem" />
      <Skeleton width="85%" />
      <Skeleton height="12rem" />
    </main>
  );
}
