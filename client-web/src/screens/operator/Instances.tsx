import { useTranslation } from "react-i18next";
import type { LiveBus, LiveInstance } from "../../generated/protocol.ts";

const BUS_WORDS = {
  up: "operator.busUp",
  not_yet: "operator.busNotYet",
  away: "operator.busAway",
  password: "operator.busPassword",
  forbidden: "operator.busForbidden",
  too_old: "operator.busTooOld",
  tls: "operator.busTls",
  refuses: "operator.busRefuses",
  deaf: "operator.busDeaf",
  replica: "operator.busReplica",
} as const satisfies Record<Exclude<LiveBus, "none">, string>;

/** Which instances live on this store and how they hear of each other; nothing where there is one alone. */
export function Instances({ instances, bus }: { instances: readonly LiveInstance[]; bus: LiveBus }) {
  const { t } = useTranslation();
  if (instances.length < 2 && bus === "none") return null;
  const inUse = bus === "up" || bus === "not_yet";
  return (
    <section className="operator-instances">
      <h2>{t("operator.instances")}</h2>
      <ul>
        {instances.map((instance, index) => (
          <li key={instance.id}>
            <code>{instance.id}</code>
            {index === 0 ? <span className="soft"> ({t("operator.instanceThis")})</span> : null} · {t("operator.totalMeetings", { count: instance.meetings })} ·{" "}
            {t("operator.totalPeople", { count: instance.connected })}
          </li>
        ))}
      </ul>
      <p className={inUse || bus === "none" ? "soft" : "operator-away"}>
        {bus === "none" ? t("operator.busNone") : t(BUS_WORDS[bus])} {inUse ? null : t("operator.busWithout")}
      </p>
    </section>
  );
}
