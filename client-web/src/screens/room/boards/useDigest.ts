import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { messagesOf } from "../../../board/digest.ts";
import type { DigestSource } from "../../../board/props.ts";
import type { NoteId } from "../../../board/notes.ts";
import { toastStore } from "../../../components/toast_store.ts";
import type { BoardId } from "../../../generated/protocol.ts";
import { useSend } from "../../../meeting/context.tsx";

const NONE: readonly string[] = [];

/** How notes of a board are copied onto the main room's digest; `copied`: those that are there already. */
export function useDigest(board: { id: BoardId; copied: readonly NoteId[] } | undefined): DigestSource {
  const { t } = useTranslation();
  const send = useSend();
  const [problem, setProblem] = useState<string>();
  const id = board?.id;
  const copied = board?.copied ?? NONE;
  const copy = useCallback(
    async (notes: readonly NoteId[]) => {
      if (id === undefined) return false;
      setProblem(undefined);
      for (const message of messagesOf(notes)) {
        // One after another: a later one need not be sent where an earlier one was refused.
        // oxlint-disable-next-line no-await-in-loop
        const done = await send({ type: "copy_to_digest", board: id, notes: message }, { quiet: true });
        // Somebody else copied the same just now.
        if (!done.ok && done.reason !== "nothing_to_do") {
          setProblem(done.reason ? t(`refusal.${done.reason}`) : t(`code.${done.code}`));
          return false;
        }
      }
      toastStore.show(t("digest.done", { count: notes.length }));
      return true;
    },
    [id, send, t],
  );
  return useMemo(() => ({ copied, copy, problem }), [copied, copy, problem]);
}
