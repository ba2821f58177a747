import "../facilitator/controls.css";
import { useState } from "react";
import { Checkbox } from "react-aria-components/Checkbox";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Select } from "../../components/Select.tsx";
import { TextField } from "../../components/TextField.tsx";
import type { Attribute } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { Refused } from "../facilitator/useAttempt.tsx";
import { attributes, roomsFor, RULES, type RuleKind, ruleOf, toGroup } from "./groupRules.ts";
import { numberIn } from "./groups.ts";
import { useRegroup } from "./useRegroup.ts";
import { useRuleWords } from "./useRuleWords.ts";

/** Groups by a rule, made in one click and taken back in one. */
export function MakeGroups() {
  const { t } = useTranslation();
  const view = useView();
  const words = useRuleWords();
  const { regroup, problem } = useRegroup();
  const inForce = view.groups.grouping;
  const [size, setSize] = useState(String(inForce?.size ?? 6));
  const [kind, setKind] = useState<RuleKind>(inForce?.rule.rule ?? "random");
  const [by, setBy] = useState<Attribute>(inForce && "by" in inForce.rule ? inForce.rule.by : "organization");
  const [apart, setApart] = useState(inForce?.apart ?? false);
  const closed = view.meeting.breakouts.state === "closed";
  const wanted = numberIn(size, 2, 100);
  const here = toGroup(view).length;
  const all = toGroup(view, true).length;
  // Days before everybody is expected and nobody here: then it is what one comes for.
  const [ticked, setTicked] = useState<boolean>();
  const expected = all > here && (ticked ?? here === 0);
  const people = expected ? all : here;
  const known = attributes(view);
  const parts = kind === "mixed" || kind === "alike";
  const chosen = known.includes(by) ? by : known[0];
  const missing = parts && chosen === undefined;

  const make = async () => {
    if (wanted === undefined || missing) return;
    const rule = ruleOf(kind, chosen ?? "organization");
    await regroup({ type: "make_groups", size: wanted, rule, apart, ...(expected ? { expected } : {}) }, t("groups.made", { rule: words.rule(rule, apart) }));
  };

  return (
    <>
      <form
        className="make-form make-groups"
        aria-label={t("groups.make")}
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <TextField label={t("plan.groups.size")} className="field-number" value={size} onChange={setSize} inputMode="numeric" isDisabled={!closed} />
        <Select label={t("groups.how")} value={kind} isDisabled={!closed} onChange={setKind} options={RULES.map((value) => ({ value, text: t(`groups.rule.${value}`) }))} />
        {parts ? <Select label={t("groups.by")} value={chosen ?? null} isDisabled={!closed} onChange={setBy} options={known.map((value) => ({ value, text: words.attribute(value) }))} /> : null}
        <Checkbox className="check make-apart" isSelected={apart} isDisabled={!closed} onChange={setApart}>
          <span className="check-box" aria-hidden="true" />
          {t("groups.apart")}
        </Checkbox>
        {all > here ? (
          <Checkbox className="check make-apart" isSelected={expected} isDisabled={!closed} onChange={setTicked}>
            <span className="check-box" aria-hidden="true" />
            {t("groups.expected", { count: all - here })}
          </Checkbox>
        ) : null}
        <Button type="submit" large isDisabled={!closed || wanted === undefined || missing || people === 0}>
          {kind === "random" && !apart ? t("plan.groups.draw") : t("groups.make")}
        </Button>
      </form>
      <Refused words={problem} />
      {missing ? <p className="soft small">{t("groups.notAsked")}</p> : null}
      {closed && wanted !== undefined && people > 0 ? <Sizes people={people} size={wanted} /> : null}
    </>
  );
}

/** What will come of it, before it is done. */
function Sizes({ people, size }: { people: number; size: number }) {
  const { t } = useTranslation();
  const { rooms, least, most } = roomsFor(people, size);
  const each = least === most ? String(least) : t("groups.range", { least, most });
  return <p className="soft small make-sizes">{t("groups.sizes", { people: t("facilitator.peopleShort", { count: people }), rooms: t("facilitator.roomCount", { count: rooms }), each })}</p>;
}
