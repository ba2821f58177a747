import { useTranslation } from "react-i18next";
import { Icon } from "../components/Icon.tsx";
import { Menu, MenuItem, MenuSection } from "../components/Menu.tsx";
import { COLORS } from "./colors.ts";
import type { NoteCardProps } from "./NoteCard.tsx";

/** All that dragging and keys can do, in words. */
export function NoteMenu({ note, handlers, sections, tabbable, legend, selected, cluster, clusters, startOpen }: NoteCardProps & { startOpen: boolean }) {
  const { t } = useTranslation();
  const { id } = note;
  return (
    <Menu trigger={<Icon name="more" size={20} />} label={t("board.noteMenu")} className="note-button" excludeFromTabOrder={!tabbable} startOpen={startOpen}>
      <MenuSection heading={t("board.thisNote")}>
        <MenuItem onAction={() => handlers.shift(id, -1)}>{t("board.earlier")}</MenuItem>
        <MenuItem onAction={() => handlers.shift(id, 1)}>{t("board.later")}</MenuItem>
        <MenuItem danger onAction={() => handlers.remove(id)}>
          {t("board.delete")}
        </MenuItem>
      </MenuSection>
      {clusters ? (
        <MenuSection heading={t("clusters.heading")}>
          <MenuItem onAction={() => handlers.select(id)}>{t(selected ? "clusters.deselect" : "clusters.select")}</MenuItem>
          <MenuItem onAction={() => handlers.gather(id)}>{t("clusters.new")}</MenuItem>
          {clusters.flatMap((one) =>
            one.id === cluster?.id
              ? []
              : [
                  <MenuItem key={one.id} textValue={t("clusters.into", { name: one.name })} onAction={() => handlers.putInto(id, one)}>
                    <bdi>{t("clusters.into", { name: one.name })}</bdi>
                  </MenuItem>,
                ],
          )}
          {cluster ? <MenuItem onAction={() => handlers.putInto(id, undefined)}>{t("clusters.out", { name: cluster.name })}</MenuItem> : null}
        </MenuSection>
      ) : null}
      <MenuSection heading={t("board.color")}>
        {COLORS.map((color) => (
          <MenuItem key={color} textValue={[t(`board.colors.${color}`), legend?.[color] ?? ""].join(" ")} isDisabled={color === note.color} onAction={() => handlers.recolor(id, color)}>
            <span className="note-swatch" data-color={color} aria-hidden="true" />
            <span>
              {t(`board.colors.${color}`)}
              {legend?.[color] ? <bdi>: {legend[color]}</bdi> : null}
            </span>
          </MenuItem>
        ))}
      </MenuSection>
      {sections.length > 1 ? (
        <MenuSection heading={t("board.moveTo")}>
          {sections.map((section) => (
            <MenuItem key={section.id} isDisabled={section.id === note.section} onAction={() => handlers.moveTo(id, section.id)}>
              {section.name}
            </MenuItem>
          ))}
        </MenuSection>
      ) : null}
    </Menu>
  );
}
