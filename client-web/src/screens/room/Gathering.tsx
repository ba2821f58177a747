import { useTranslation } from "react-i18next";
import { Toggle } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import type { DetailView, PersonView } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { hasPresenterRole, presenterOf } from "../../meeting/people.ts";
import { useNameOf, useNames } from "../../meeting/words.ts";

/** While a round gathers, and as long as nobody presents: who could. */
export function Gathering({ me, detail }: { me: PersonView; detail: DetailView }) {
  const { t } = useTranslation();
  const view = useView();
  const send = useSend();
  const nameOf = useNameOf();
  const names = useNames();
  const { round } = detail;
  if (!round || round.ended_at !== null || !hasPresenterRole(view, detail)) return null;
  const presenter = presenterOf(detail);
  if (round.timeline.step !== null && presenter !== undefined) return null;
  const offered = round.offers.includes(me.id);
  const offers = round.offers.flatMap((person) => nameOf(person) ?? []);
  const mayOffer = me.role === "participant" && presenter !== me.id;
  return (
    <section className="card gathering">
      <div className="gathering-words">
        {presenter === me.id ? <p>{t("step.youPresent")}</p> : null}
        {presenter === me.id ? null : presenter === undefined ? (
          <p>{offers.length > 0 ? t("step.offers", { names: names(offers) }) : t("dilemma.noPresenter")}</p>
        ) : (
          <p>
            <strong>
              <bdi>{nameOf(presenter)}</bdi>
            </strong>{" "}
            {t("people.presenter")}
          </p>
        )}
      </div>
      {mayOffer ? (
        <Toggle large isSelected={offered} onChange={(now) => void send({ type: "offer_to_present", offered: now })}>
          {offered ? <Icon name="check" /> : null}
          {offered ? t("step.offered") : t("step.canPresent")}
        </Toggle>
      ) : null}
    </section>
  );
}
