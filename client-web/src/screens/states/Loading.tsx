import { useTranslation } from "react-i18next";
import { Skeleton } from "../../components/Skeleton.tsx";
import { VisuallyHidden } from "../../components/VisuallyHidden.tsx";

/** The shape of a page that is on the way. `words`: said and shown, where there is more to say than that it loads. */
export function Loading({ words }: { words?: string }) {
  const { t } = useTranslation();
  return (
    <main className="page stack" aria-busy="true">
      {words === undefined ? <VisuallyHidden>{t("common.loading")}</VisuallyHidden> : <p className="soft">{words}</p>}
      <Skeleton width="60%" height="2rem" />
      <Skeleton width="85%" />
      <Skeleton height="12rem" />
    </main>
  );
}
