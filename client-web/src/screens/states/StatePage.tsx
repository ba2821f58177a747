import "./state-page.css";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Brand } from "../../components/Brand.tsx";

export interface StatePageProps {
  title: string;
  /** What happened and what to do, in whole sentences. */
  children: ReactNode;
  /** What to press; without it, the way to the start page. */
  action?: ReactNode;
}

/** One calm page for everything that is not the meeting: wrong link, removed, ended, full, a fault. */
export function StatePage({ title, children, action }: StatePageProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t("common.appName")}`;
    heading.current?.focus();
  }, [title, t]);
  return (
    <main className="page state-page">
      <Brand />
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <div className="stack">{children}</div>
      {action ?? <Link href="/">{t("common.home")}</Link>}
    </main>
  );
}
