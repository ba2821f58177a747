import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../components/Button.tsx";
import { FormDialog } from "../components/FormDialog.tsx";
import { TextField } from "../components/TextField.tsx";
import { CLUSTER_NAME_MAX } from "./clusters.ts";
import type { ClusterActions, Naming } from "./use_clusters.ts";

/** While notes are selected: how many, and what can be done with them. */
export function SelectionBar({ actions }: { actions: ClusterActions }) {
  const { t } = useTranslation();
  if (actions.selected.size === 0) return null;
  return (
    <div className="selection-bar" role="group" aria-label={t("clusters.selection")}>
      <strong>{t("clusters.selected", { count: actions.selected.size })}</strong>
      <Button kind="main" onPress={actions.gatherSelected}>
        {t("clusters.gather")}
      </Button>
      <Button kind="quiet" onPress={actions.clear}>
        {t("clusters.clear")}
      </Button>
    </div>
  );
}

/** The name of a new group, or a new one for one that there is. */
export function ClusterName({ naming, actions }: { naming: Naming; actions: ClusterActions }) {
  const { t } = useTranslation();
  const [name, setName] = useState("cluster" in naming ? naming.cluster.name : "");
  const words = name.replace(/\s+/gu, " ").trim();
  const title = "cluster" in naming ? t("clusters.renameTitle") : t("clusters.title", { count: naming.notes.length });
  return (
    <FormDialog title={title} submit={"cluster" in naming ? t("common.save") : t("clusters.make")} canSubmit={words !== ""} onSubmit={() => actions.name(naming, words)} onClose={() => actions.ask(undefined)}>
      <TextField label={t("clusters.name")} value={name} onChange={setName} maxLength={CLUSTER_NAME_MAX} autoFocus />
    </FormDialog>
  );
}
