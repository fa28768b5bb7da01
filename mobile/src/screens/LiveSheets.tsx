import { useTranslation } from "react-i18next";
import { Button } from "../ui/Button.tsx";
import { Sheet } from "../ui/Sheet.tsx";

export interface FinishSheetProps {
  openSets: number;
  onClose(): void;
  onFinish(): void;
}

/** Asked before a training is finished; sets that are open are named. */
export function FinishSheet({ openSets, onClose, onFinish }: FinishSheetProps) {
  const { t } = useTranslation();
  return (
    <Sheet
      title={t("finish.title")}
      text={openSets === 0 ? t("finish.allDone") : t("finish.open", { count: openSets })}
      onClose={onClose}
      answers={
        <>
          <Button
            manner="done"
            label={t("finish.yes")}
            onPress={() => {
              onClose();
              onFinish();
            }}
          />
          <Button label={t("finish.no")} onPress={onClose} />
        </>
      }
    />
  );
}

export interface DiscardSheetProps {
  onClose(): void;
  onDiscard(): void;
}

export function DiscardSheet({ onClose, onDiscard }: DiscardSheetProps) {
  const { t } = useTranslation();
  return (
    <Sheet
      title={t("discard.title")}
      text={t("discard.text")}
      onClose={onClose}
      answers={
        <>
          <Button
            manner="danger"
            label={t("discard.yes")}
            onPress={() => {
              onClose();
              onDiscard();
            }}
          />
          <Button label={t("discard.no")} onPress={onClose} />
        </>
      }
    />
  );
}

export interface OptionsSheetProps {
  name: string;
  onClose(): void;
  onDiscard(): void;
}

/** What is rarely done with a training. */
export function OptionsSheet({ name, onClose, onDiscard }: OptionsSheetProps) {
  const { t } = useTranslation();
  return (
    <Sheet
      title={name}
      onClose={onClose}
      answers={
        <>
          <Button manner="danger" icon="trash" label={t("live.discard")} onPress={onDiscard} />
          <Button label={t("close")} onPress={onClose} />
        </>
      }
    />
  );
}
