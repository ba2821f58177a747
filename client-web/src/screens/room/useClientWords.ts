import { useTranslation } from "react-i18next";
import type { DetailView, PersonView } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { clientTurn } from "../../meeting/clients.ts";
import { useNameOf } from "../../meeting/words.ts";

/** Who is client now, in a protocol in which one is after the other. */
export function useClientWords(me: PersonView, detail: DetailView | undefined): string | undefined {
  const { t } = useTranslation();
  const view = useView();
  const nameOf = useNameOf();
  const turn = clientTurn(view, detail);
  if (!turn) return undefined;
  if (turn.person === undefined) return t("clients.nobody", { number: turn.number, total: turn.count });
  if (turn.person === me.id) return t("clients.mine", { number: turn.number, total: turn.count });
  return t("clients.theirs", { name: nameOf(turn.person) ?? t("chat.gone"), number: turn.number, total: turn.count });
}
