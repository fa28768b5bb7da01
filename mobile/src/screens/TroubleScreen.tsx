import { useTranslation } from "react-i18next";
import { Button } from "../ui/Button.tsx";
import { Empty } from "../ui/Empty.tsx";
import { Screen } from "../ui/Screen.tsx";

/** Nothing can be shown: the store did not open, or a screen met a fault. It says what is safe, and what can be done. */
export function TroubleScreen({ title, text, onRetry }: { title: string; text: string; onRetry(): void }) {
  const { t } = useTranslation();
  return (
    <Screen title={t("app")}>
      <Empty icon="warning" title={title} text={text}>
        <Button manner="primary" label={t("tryAgain")} onPress={onRetry} />
      </Empty>
    </Screen>
  );
}
