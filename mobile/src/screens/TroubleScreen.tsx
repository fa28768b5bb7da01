import { useTranslation } from "react-i18next";
import { Button } from "../ui/Button.tsx";
import { Empty } from "../ui/Empty.tsx";
import { Screen } from "../ui/Screen.tsx";
import { Text } from "../ui/Text.tsx";

export interface TroubleScreenProps {
  title: string;
  text: string;
  /** As the machine says it, for whoever is asked for help. */
  sentence: string;
  onRetry(): void;
}

/** Nothing can be shown: the store did not open, or a screen met a fault. It says what is safe, and what can be done. */
export function TroubleScreen({ title, text, sentence, onRetry }: TroubleScreenProps) {
  const { t } = useTranslation();
  return (
    <Screen title={t("app")}>
      <Empty icon="warning" title={title} text={text}>
        <Button manner="primary" label={t("tryAgain")} onPress={onRetry} />
        <Text kind="small" tone="muted">
          {sentence}
        </Text>
      </Empty>
    </Screen>
  );
}
