import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../../components/announcer.ts";
import type { DetailView, PersonView } from "../../generated/protocol.ts";

/** Said to the one whose hand is next, and to nobody else. */
export function YouNext({ me, detail }: { me: PersonView; detail: DetailView }) {
  const { t } = useTranslation();
  const next = detail.next_hand === me.id;
  useEffect(() => {
    if (next) announcer.announce("floor", t("hand.youNext"));
  }, [next, t]);
  return next ? <p className="card you-next">{t("hand.youNext")}</p> : null;
}
