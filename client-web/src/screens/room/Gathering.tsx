import { useTranslation } from "react-i18next";
import { Button, Toggle } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import type { DetailView, PersonView } from "../../generated/protocol.ts";
import { clientCount, clientTurn } from "../../meeting/clients.ts";
import { useSend, useServerNow, useView } from "../../meeting/context.tsx";
import { droppedFacilitator, hasPresenterRole, leadsIn, mayTakeOn, presenterHere, presenterOf } from "../../meeting/people.ts";
import { useNameOf, useNames } from "../../meeting/words.ts";
import { clockText } from "../facilitator/schedule.ts";

/** While a round gathers, and as long as nobody is there who presents: who could, and who facilitates. */
export function Gathering({ me, detail }: { me: PersonView; detail: DetailView }) {
  const { t } = useTranslation();
  const view = useView();
  const send = useSend();
  const { round } = detail;
  if (!round || round.ended_at !== null) return null;
  const gathers = round.timeline.step === null;
  const presented = hasPresenterRole(view, detail);
  const takesOn = mayTakeOn(view, me);
  const clients = clientCount(view.definitions[round.plan]?.definition);
  // Where each is client in turn the room need not look for anybody, once the first turn has begun.
  const turns = clients > 0 && !gathers;
  const looks = presented && !(turns && clientTurn(view, detail) === undefined) && (gathers || presenterHere(view, me.room) === undefined);
  if (!looks && !takesOn) return null;
  const presents = presenterOf(detail) === me.id;
  // In a step the room may wait for who facilitates it and has dropped; before, nothing runs away.
  const gone = takesOn && !gathers ? droppedFacilitator(view, me.room) : undefined;
  const offered = round.offers.includes(me.id);
  return (
    <section className="card gathering">
      <div className="gathering-words">{gone ? <NoFacilitator gone={gone} me={me} detail={detail} /> : presented && clients > 0 && gathers ? <p>{t("clients.gather", { count: clients })}</p> : presented ? <WhoPresents me={me} detail={detail} /> : <NoFacilitator gone={gone} me={me} detail={detail} />}</div>
      <div className="row">
        {gone && round.timeline.clock.state === "running" && round.pace !== "together" ? (
          <Button large kind="main" onPress={() => void send({ type: "wait_for_facilitator", room: me.room })}>
            {t("repair.wait", { name: gone.name })}
          </Button>
        ) : null}
        {takesOn ? (
          <Button large onPress={() => void send({ type: "set_room_facilitator", person: me.id, room: me.room })}>
            {t("step.takeOn")}
          </Button>
        ) : null}
        {looks && presents ? (
          <Button large onPress={() => void send({ type: "offer_to_present", offered: false })}>
            {t("people.stepDown")}
          </Button>
        ) : null}
        {looks && !presents && me.role === "participant" ? (
          <Toggle large isSelected={offered} onChange={(now) => void send({ type: "offer_to_present", offered: now })}>
            {offered ? <Icon name="check" /> : null}
            {clients > 0 && gathers ? t("clients.first") : offered ? t("step.offered") : t("step.canPresent")}
          </Toggle>
        ) : null}
      </div>
    </section>
  );
}

function NoFacilitator({ gone, me, detail }: { gone: PersonView | undefined; me: PersonView; detail: DetailView }) {
  const { t } = useTranslation();
  const view = useView();
  const names = useNames();
  const { clock } = detail.round?.timeline ?? {};
  const waits = gone !== undefined && detail.round?.waits_for === gone.id && clock?.state === "held";
  const now = useServerNow(waits ? 500 : undefined);
  if (!gone) {
    const leads = leadsIn(view, me.room);
    return <p>{leads.length === 0 ? t("step.noFacilitator") : t("step.facilitatorHere", { names: names(leads.map(({ name }) => name)), count: leads.length })}</p>;
  }
  return <p role={waits ? "timer" : undefined}>{waits ? t("repair.waiting", { name: gone.name, time: clockText(clock.until - now) }) : t("repair.facilitatorDropped", { name: gone.name })}</p>;
}

function WhoPresents({ me, detail }: { me: PersonView; detail: DetailView }) {
  const { t } = useTranslation();
  const view = useView();
  const nameOf = useNameOf();
  const names = useNames();
  const presenter = presenterOf(detail);
  const offers = detail.round?.offers.flatMap((person) => nameOf(person) ?? []) ?? [];
  if (presenter === me.id) return <p>{t("step.youPresent")}</p>;
  if (presenter === undefined) return <p>{offers.length > 0 ? t("step.offers", { names: names(offers) }) : t("dilemma.noPresenter")}</p>;
  if (presenterHere(view, me.room) === undefined) return <p>{t("step.presenterAway", { name: nameOf(presenter) ?? t("floor.somebody") })}</p>;
  return (
    <p>
      <strong>
        <bdi>{nameOf(presenter)}</bdi>
      </strong>{" "}
      {t("people.presenter")}
    </p>
  );
}
