import { useTranslation } from "react-i18next";
import { Confirm } from "../../components/Dialog.tsx";

export interface ReplaceLinkProps {
  /** What happens to whom. */
  consequence: string;
  asking: boolean;
  /** Why it could not be done. */
  problem: string | undefined;
  onReplace: () => unknown;
  onClose: () => void;
}

/** Asks once before a link opens nothing any more, and says so where it failed. */
export function ReplaceLink({ consequence, asking, problem, onReplace, onClose }: ReplaceLinkProps) {
  const { t } = useTranslation();
  return (
    <>
      {problem === undefined ? null : (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <Confirm
        title={t("links.replaceTitle")}
        consequence={consequence}
        confirm={t("links.replaceConfirm")}
        cancel={t("common.cancel")}
        isOpen={asking}
        onConfirm={onReplace}
        onClose={onClose}
      />
    </>
  );
}
