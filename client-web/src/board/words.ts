/** Words of the board that need more than one key. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Note } from "./notes.ts";
import { WHOLE } from "./order.ts";
import type { BoardSection } from "./props.ts";
import type { Status } from "./saving.ts";

/** How the state of saving is put: short, for the status line. */
export function useStatusWords(): (status: Status, keptHere: boolean, reason: string | undefined) => string {
  const { t } = useTranslation();
  return useCallback(
    (status, keptHere, reason) => {
      switch (status.kind) {
        case "connecting":
          return t("board.connecting");
        case "saved":
          return t("board.saved");
        case "saving":
          return t("board.saving");
        case "refused":
          return t(`board.refused.${status.code}`);
        case "offline":
          return keptHere ? t("board.offlineKept") : t("board.offlineOpen");
        case "readOnly":
          return status.reason === undefined || status.reason === "not_now" ? (reason ?? t("board.readOnly.not_now")) : t(`board.readOnly.${status.reason}`);
        case "stopped":
          return t(`board.stopped.${status.reason}`);
      }
    },
    [t],
  );
}

export function useAuthor(me: string, nameOf: (id: string) => string | undefined, origin?: (note: string) => string | undefined): (note: Note) => string {
  const { t } = useTranslation();
  return useCallback(
    ({ id, author }) => {
      const from = origin?.(id);
      if (from !== undefined) return from;
      if (author === "") return t("board.someone");
      if (author === me) return t("board.own", { name: nameOf(author) ?? t("board.someone") });
      return nameOf(author) ?? t("board.someone");
    },
    [t, me, nameOf, origin],
  );
}

/** A section's name; the one of a board without sections and those that are gone have names too. */
export function useSectionName(): (section: BoardSection | undefined) => string {
  const { t } = useTranslation();
  return useCallback(
    (section) => {
      if (section === undefined) return t("board.otherSection");
      return section.id === WHOLE.id ? t("board.wholeSection") : section.name;
    },
    [t],
  );
}
