import "./small-group.css";
import { useTranslation } from "react-i18next";
import type { DetailView, PersonId, PersonView } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { mayFacilitate } from "../../meeting/people.ts";
import { smallOf, stepOf } from "../../meeting/small.ts";
import { useCalled, useOthersInGroup } from "./useSmallGroup.ts";

/** In a step in pairs or small groups: with whom one is, and for who asks, who is with whom. */
export function SmallGroups({ me, detail }: { me: PersonView; detail: DetailView }) {
  const { t } = useTranslation();
  const view = useView();
  const called = useCalled();
  const names = useOthersInGroup(me, detail);
  const step = stepOf(view, detail);
  const groups = detail.round?.small?.groups ?? [];
  const own = smallOf(detail, me.id);
  if (step?.floor !== "pairs" || groups.length === 0) return null;
  const leads = mayFacilitate(me, me.room);
  return (
    <section className="card small-group" aria-label={t("small.heading")} data-mine={own ? true : undefined}>
      {own ? (
        <p>
          <strong>{names === "" ? t("small.alone") : t("small.youAreWith", { names })}</strong>{" "}
          {step.write.length > 0 && names !== "" ? <span className="soft">{t("small.place", { section: t("small.with", { names }) })}</span> : null}
        </p>
      ) : null}
      {groups.length > 1 || !own ? (
        <details open={leads && groups.length <= OPEN_MOST}>
          <summary>{t("small.all", { count: groups.length })}</summary>
          <ul className="small-group-list">
            {groups.map((group) => (
              <li key={group.number} data-mine={group === own || undefined}>
                <bdi>{called(group.people)}</bdi>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

/** More groups than this are opened only by who wants to see them. */
const OPEN_MOST = 8;

/** In a go-round of small groups: for whom somebody speaks. */
export function SpeaksFor({ person, detail }: { person: PersonId; detail: DetailView }) {
  const { t } = useTranslation();
  const view = useView();
  const called = useCalled();
  const group = smallOf(detail, person);
  if (stepOf(view, detail)?.one_per_group !== true || !group || group.people.length < 2) return null;
  return <p className="small soft">{t("small.speaksFor", { names: called(group.people) })}</p>;
}
