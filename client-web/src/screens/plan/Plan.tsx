import "../facilitator/controls.css";
import "./plan.css";
import { Activity, Suspense, useEffect, useRef, useState, useTransition } from "react";
import { useTranslation } from "react-i18next";
import { Skeleton } from "../../components/Skeleton.tsx";
import { useKnownMeeting } from "../../meeting/context.tsx";
import { lastSection, preloadSections, rememberSection, SECTIONS, type SectionId } from "./sections.ts";

/** What is prepared, section by section. One that was opened keeps what was written in it while another is shown. */
export function PlanPage() {
  const { t } = useTranslation();
  const { id: meeting } = useKnownMeeting();
  const [shown, setShown] = useState<SectionId>(() => lastSection(meeting));
  // Those that were opened, the one in sight last. The one before stays in sight until the next is loaded.
  const [opened, setOpened] = useState<readonly SectionId[]>([shown]);
  const [loads, startLoading] = useTransition();
  const list = useRef<HTMLElement>(null);
  const section = useRef<HTMLDivElement>(null);

  const show = (id: SectionId) => {
    rememberSection(meeting, id);
    setShown(id);
    startLoading(() => setOpened((before) => [...before.filter((each) => each !== id), id]));
  };

  useEffect(preloadSections, []);
  // On a phone the list is a row that is wider than the screen: the chosen one is in sight.
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [shown]);
  const inSight = opened.at(-1);
  useEffect(() => {
    section.current?.scrollTo({ top: 0 });
  }, [inSight]);

  return (
    <main className="plan" aria-label={t("meeting.navPlan")}>
      <nav className="plan-list" aria-label={t("plan.sections")} ref={list}>
        {SECTIONS.map(({ id }) => (
          <button key={id} type="button" className="plan-list-item" aria-current={shown === id ? "page" : undefined} onClick={() => show(id)}>
            {t(`plan.section.${id}`)}
          </button>
        ))}
      </nav>
      <div className="plan-section" ref={section} aria-busy={loads || undefined}>
        <Suspense fallback={<Skeleton height="40vh" />}>
          {SECTIONS.filter(({ id }) => opened.includes(id)).map(({ id, Part }) => (
            <Activity key={id} mode={inSight === id ? "visible" : "hidden"}>
              <Part />
            </Activity>
          ))}
        </Suspense>
      </div>
    </main>
  );
}
