import { useTranslation } from "react-i18next";
import type { Attribute, GroupRule, PersonView } from "../../generated/protocol.ts";

export interface RuleWords {
  /** "mixed by organization, not the same people again" */
  rule: (rule: GroupRule, apart?: boolean) => string;
  /** "organization" */
  attribute: (attribute: Attribute) => string;
  /** "Spanish" */
  language: (tag: string) => string;
  /** What somebody said that the rule goes by. */
  value: (person: PersonView | undefined, rule: GroupRule) => string;
}

/** Rules and what they go by, in the reader's language. */
export function useRuleWords(): RuleWords {
  const { t, i18n } = useTranslation();
  const attribute = (name: Attribute) => t(`groups.attribute.${name}`);
  const language = (tag: string) => {
    try {
      return new Intl.DisplayNames([i18n.language], { type: "language" }).of(tag.split("-")[0] ?? tag) ?? tag;
    } catch {
      return tag;
    }
  };
  return {
    attribute,
    language,
    rule: (rule, apart = false) => {
      const words = "by" in rule ? t(`groups.words.${rule.rule}`, { by: attribute(rule.by) }) : t(`groups.words.${rule.rule}`);
      return apart ? t("groups.andApart", { rule: words }) : words;
    },
    value: (person, rule) => {
      if (!person) return t("groups.somebody");
      return ("by" in rule ? person[rule.by] : language(person.language)) ?? t("groups.somebody");
    },
  };
}
