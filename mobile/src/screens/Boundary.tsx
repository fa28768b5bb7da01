import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { TroubleScreen } from "./TroubleScreen.tsx";

/** What a screen that throws leaves behind: a sentence instead of nothing. The session goes on beneath it. */
export class Boundary extends Component<{ children: ReactNode }, { fault: Error | null }> {
  override state: { fault: Error | null } = { fault: null };

  static getDerivedStateFromError(fault: Error) {
    return { fault };
  }

  override render() {
    const { fault } = this.state;
    if (fault === null) return this.props.children;
    return <Fault sentence={fault.message} onRetry={() => this.setState({ fault: null })} />;
  }
}

function Fault({ sentence, onRetry }: { sentence: string; onRetry(): void }) {
  const { t } = useTranslation();
  return <TroubleScreen title={t("notice.crash")} text={t("notice.crashText")} sentence={sentence} onRetry={onRetry} />;
}
