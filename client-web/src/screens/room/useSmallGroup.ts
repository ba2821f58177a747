import { useTranslation } from "react-i18next";
import type { DetailView, PersonId, PersonView } from "../../generated/protocol.ts";
import { smallOf } from "../../meeting/small.ts";
import { useNameOf, useNames } from "../../meeting/words.ts";

/** The names of who else is in one's small group; empty where nobody is, or one is in none. */
export function useOthersInGroup(me: PersonView, detail: DetailView | undefined): string {
  const called = useCalled();
  const group = smallOf(detail, me.id);
  return called((group?.people ?? []).filter((person) => person !== me.id));
}

export function useCalled(): (people: readonly PersonId[]) => string {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const names = useNames();
  return (people) => (people.length === 0 ? "" : names(people.map((person) => nameOf(person) ?? t("chat.gone"))));
}
