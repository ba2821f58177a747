import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { StatePage } from "./StatePage.tsx";

/** A fault of ours while drawing the page: said calmly, with the way back. */
export class CrashBoundary extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    return this.state.crashed ? <Crash /> : this.props.children;
  }
}

function Crash() {
  const { t } = useTranslation();
  return (
    <StatePage
      title={t("states.crashTitle")}
      action={
        <Button kind="main" large onPress={() => location.reload()}>
          {t("common.reload")}
        </Button>
      }
    >
      {t("states.crash")}
    </StatePage>
  );
}
