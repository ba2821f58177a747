import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { PartView } from "../../generated/protocol.ts";
import { useNameOf } from "../../meeting/words.ts";

/** What a part is called: its own title, or its kind in the reader's language. */
export function usePartName(): (part: PartView) => string {
  const { t } = useTranslation();
  return useCallback((part) => part.title ?? t(`agenda.kind.${part.kind}`), [t]);
}

/** Who speaks in a keynote; nobody where that is not known (any more). */
export function useSpeakerName(): (part: PartView) => string | undefined {
  const nameOf = useNameOf();
  return useCallback((part) => (part.speaker === null ? (part.speaker_name ?? undefined) : nameOf(part.speaker)), [nameOf]);
}
