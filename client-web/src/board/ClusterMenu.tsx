import { useTranslation } from "react-i18next";
import { Icon } from "../components/Icon.tsx";
import { Menu, MenuItem, MenuSection } from "../components/Menu.tsx";
import type { Cluster } from "./clusters.ts";
import type { BoardSection } from "./props.ts";
import type { ClusterActions } from "./use_clusters.ts";

/** What can be done with a group, in words. */
export function ClusterMenu({ cluster, sections, actions }: { cluster: Cluster; sections: readonly BoardSection[]; actions: ClusterActions }) {
  const { t } = useTranslation();
  return (
    <Menu trigger={<Icon name="more" size={20} />} label={t("clusters.more", { name: cluster.name })} className="note-button">
      <MenuItem onAction={() => actions.ask({ cluster })}>{t("clusters.rename")}</MenuItem>
      <MenuItem onAction={() => actions.ungroup(cluster.id)}>{t("clusters.ungroup")}</MenuItem>
      {sections.length > 1 ? (
        <MenuSection heading={t("board.moveTo")}>
          {sections.map((section) => (
            <MenuItem key={section.id} isDisabled={section.id === cluster.section} onAction={() => actions.moveTo(cluster.id, section)}>
              {section.name}
            </MenuItem>
          ))}
        </MenuSection>
      ) : null}
    </Menu>
  );
}
