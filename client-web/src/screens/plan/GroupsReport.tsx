import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import type { Broken, GroupRule, Reason } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { useNameOf, useRoomName } from "../../meeting/words.ts";
import { Refused } from "../facilitator/useAttempt.tsx";
import { useRegroup } from "./useRegroup.ts";
import { useRuleWords } from "./useRuleWords.ts";

/** Which wishes of the rule are kept and which are broken as rooms are now, and why. */
export function GroupsReport() {
  const { t } = useTranslation();
  const { groups, people } = useView();
  const words = useRuleWords();
  const { grouping, broken } = groups;
  if (!grouping || (grouping.rule.rule === "random" && !grouping.apart)) return null;
  const kinds = new Set(broken.map((each) => each.kind));
  const { rule } = grouping;
  const tooMany = (all: readonly Broken[]): Together[][] => {
    const byValue = new Map<string, Together[]>();
    for (const each of all.filter(isTooMany)) {
      const value = words.value(people[each.like], rule).toLocaleLowerCase();
      byValue.set(value, [...(byValue.get(value) ?? []), each]);
    }
    return [...byValue.values()];
  };
  const kept: string[] = [];
  if (rule.rule === "mixed" && !kinds.has("together")) kept.push(t("groups.kept.mixed", { by: words.attribute(rule.by) }));
  if (rule.rule === "alike" && !kinds.has("among")) kept.push(t("groups.kept.alike", { by: words.attribute(rule.by) }));
  if (rule.rule === "language" && !kinds.has("among")) kept.push(t("groups.kept.language"));
  if (grouping.apart && !kinds.has("again")) kept.push(t("groups.kept.apart"));
  return (
    <section className="groups-report" aria-labelledby="groups-report">
      <h3 id="groups-report" className="groups-report-head">
        {t("groups.inForce", { rule: words.rule(rule, grouping.apart) })}
      </h3>
      <ul className="groups-report-list">
        {kept.map((each) => (
          <li key={each} className="groups-kept">
            <Icon name="check" size={16} />
            {each}
          </li>
        ))}
        {tooMany(broken).map((each) => (
          <TooMany key={each[0]?.like} those={each} rule={rule} />
        ))}
        {broken.filter((each) => !isTooMany(each)).map((each) => (
          <BrokenWish key={`${each.kind} ${each.room} ${"like" in each ? each.like : each.people[0]}`} broken={each} rule={rule} />
        ))}
      </ul>
    </section>
  );
}

type Together = Extract<Broken, { kind: "together" }>;

function isTooMany(broken: Broken): broken is Together {
  return broken.kind === "together" && broken.reason.kind === "more_than_rooms";
}

/** What nobody can help is said once for each value, not for each room. */
function TooMany({ those, rule }: { those: readonly Together[]; rule: GroupRule }) {
  const { t, i18n } = useTranslation();
  const view = useView();
  const roomName = useRoomName();
  const words = useRuleWords();
  const [first] = those;
  if (first?.reason.kind !== "more_than_rooms") return null;
  const rooms = new Intl.ListFormat(i18n.language, { type: "unit" }).format(those.map((each) => t("groups.broken.in", { count: each.count, room: roomName(each.room) })));
  return (
    <li className="groups-broken">
      <span>
        {t("groups.broken.many", { value: words.value(view.people[first.like], rule), rooms })} <span className="soft">{t("groups.why.more_than_rooms", { count: first.reason.people, rooms: first.reason.rooms })}</span>
      </span>
    </li>
  );
}

function BrokenWish({ broken, rule }: { broken: Broken; rule: GroupRule }) {
  const { t } = useTranslation();
  const view = useView();
  const roomName = useRoomName();
  const nameOf = useNameOf();
  const words = useRuleWords();
  const { regroup, problem } = useRegroup();
  const room = roomName(broken.room);
  const name = (id: string) => nameOf(id) ?? t("chat.gone");
  const value = "like" in broken ? words.value(view.people[broken.like], rule) : "";
  const fact = () => {
    switch (broken.kind) {
      case "together":
        return t("groups.broken.together", { count: broken.count, value, room });
      case "among":
        return t("groups.broken.among", { count: broken.others, value, room });
      case "again":
        return t("groups.broken.again", { count: broken.pairs, a: name(broken.people[0]), b: name(broken.people[1]), room });
    }
  };
  const why = (reason: Reason): string => {
    switch (reason.kind) {
      case "more_than_rooms":
        return t("groups.why.more_than_rooms", { count: reason.people, rooms: reason.rooms });
      case "fixed":
        return t("groups.why.fixed");
      case "no_swap":
        return t("groups.why.no_swap");
      case "swap":
        return t("groups.why.swap");
    }
  };
  const { reason } = broken;
  const swapped = reason.kind === "swap" ? { a: name(reason.person), b: name(reason.other) } : undefined;
  return (
    <li className="groups-broken">
      <span>
        {fact()} <span className="soft">{why(reason)}</span>
      </span>
      {reason.kind === "swap" && swapped ? (
        <Button onPress={() => void regroup({ type: "swap", a: reason.person, b: reason.other }, t("groups.swapped", swapped))}>{t("groups.swapThese", swapped)}</Button>
      ) : null}
      <Refused words={problem} />
    </li>
  );
}
