import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { StyleSheet, View } from "react-native";
import type { Unit } from "../settings/settings.ts";
import type { AmendedSet, Amendment, SetDone } from "../training/training-face.ts";
import { Card } from "../ui/Card.tsx";
import { space } from "../ui/look.tsx";
import { Text } from "../ui/Text.tsx";
import type { Figures } from "../words/figures.ts";
import { useFigures } from "../words/use-figures.ts";

/** What came in after the lifter had seen the training, and what it changed, a sentence each. [TRN-5] */
export function Amendments({ amendments, unit }: { amendments: readonly Amendment[]; unit: Unit }) {
  const { t } = useTranslation();
  const figures = useFigures();
  return (
    <Card>
      <Text kind="heading" level={2}>
        {t("training.amended")}
      </Text>
      <View role="list" style={styles.changes}>
        {amendments.flatMap((amendment, at) =>
          amendmentTexts(amendment, unit, t, figures).map((text, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: amendments are only ever added, at the end
            <View role="listitem" key={`${at}.${line}`}>
              <Text>{text}</Text>
            </View>
          )),
        )}
      </View>
    </Card>
  );
}

function amendmentTexts(amendment: Amendment, unit: Unit, t: TFunction, figures: Figures): string[] {
  const { sets, setsDone, volume, kcal, durationMs } = amendment;
  const texts = sets.map((set) => setText(set, unit, t, figures));
  const tell = <T,>(name: string, [before, after]: readonly [T, T], say: (value: T) => string) => {
    const [from, to] = [say(before), say(after)];
    if (from !== to) texts.push(t("training.figureAmended", { name, from, to }));
  };
  if (sets.length === 0) {
    tell(t("summary.sets"), setsDone, (value) => figures.number(value));
    tell(t("summary.volume"), volume, (value) =>
      t("summary.volumeFigure", { volume: figures.rounded(value), unit: t(`unit.${unit}`) }),
    );
  }
  tell(t("summary.calories"), kcal, (value) =>
    value === null ? t("summary.none") : t("unit.kcal", { kcal: figures.rounded(value) }),
  );
  tell(t("summary.duration"), durationMs, (value) => figures.span(value));
  return texts;
}

function setText({ exercise, setNumber, before, after }: AmendedSet, unit: Unit, t: TFunction, figures: Figures) {
  const name = t("notice.set", { exercise, number: setNumber });
  const said = (set: SetDone) =>
    t("training.setDone", {
      load: t("live.load", {
        weight: figures.number(set.weight),
        unit: t(`unit.${unit}`),
        reps: figures.number(set.reps),
      }),
      state: t(set.isCompleted ? "live.done" : "training.notDone"),
    });
  if (before !== null && after !== null) {
    return t("training.figureAmended", { name, from: said(before), to: said(after) });
  }
  if (after !== null) return t("training.setAdded", { name, set: said(after) });
  return t("training.setRemoved", { name });
}

const styles = StyleSheet.create({
  changes: { gap: space.hair },
});
