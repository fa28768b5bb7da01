import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { StyleSheet, View } from "react-native";
import type { LinkFace } from "../session/face.ts";
import type { Settings, Unit } from "../settings/settings.ts";
import { Card } from "../ui/Card.tsx";
import { Choice } from "../ui/Choice.tsx";
import { space, useLook } from "../ui/look.tsx";
import { NumberField } from "../ui/NumberField.tsx";
import { Screen } from "../ui/Screen.tsx";
import { Text } from "../ui/Text.tsx";
import { mostRestSeconds, restStepSeconds } from "./steps.ts";

export interface SettingsScreenProps {
  settings: Settings;
  link: LinkFace;
  version: string;
  onChange(settings: Partial<Settings>): void;
  /** What a debug build adds; nothing in a release. */
  debug?: ReactNode;
}

export function SettingsScreen({ settings, link, version, onChange, debug }: SettingsScreenProps) {
  const { t } = useTranslation();
  const { isTight } = useLook();
  return (
    <Screen title={t("settings.title")}>
      <Card style={styles.card}>
        <Choice<Unit>
          name={t("settings.unit")}
          value={settings.unit}
          options={(["kg", "lb"] as const).map((value) => ({
            value,
            label: t(`unit.${value}`),
            spoken: t(`spoken.${value}`),
          }))}
          onChange={(unit) => onChange({ unit })}
        />
        <View style={[styles.line, isTight && styles.under]}>
          <Text style={styles.name}>{t("settings.rest")}</Text>
          <View style={[styles.field, isTight && styles.whole]}>
            <NumberField
              name={t("settings.restName")}
              unit={t("routine.restUnit")}
              value={settings.restSeconds}
              step={restStepSeconds}
              most={mostRestSeconds}
              isWhole
              onChange={(restSeconds) => onChange({ restSeconds })}
            />
          </View>
        </View>
      </Card>
      <Card>
        <Text kind="heading" level={2}>
          {t("settings.watch")}
        </Text>
        <Text tone="muted">{watchText(link, t)}</Text>
      </Card>
      <Card>
        <Text kind="heading" level={2}>
          {t("settings.health")}
        </Text>
        <Text tone="muted">{t("settings.healthWhy")}</Text>
        <Text tone="muted">{t("settings.healthHow")}</Text>
      </Card>
      <Card>
        <Text kind="heading" level={2}>
          {t("settings.about")}
        </Text>
        <Text tone="muted">{t("settings.privacy")}</Text>
        <Text kind="small" tone="muted">
          {t("settings.version", { version })}
        </Text>
      </Card>
      {debug !== undefined && (
        <Card>
          <Text kind="heading" level={2}>
            {t("settings.debug")}
          </Text>
          {debug}
        </Card>
      )}
    </Screen>
  );
}

function watchText({ fault, isReachable }: LinkFace, t: TFunction): string {
  if (fault !== null) return t(`line.${fault.kind}`, { sentence: fault.sentence });
  return t(isReachable ? "line.near" : "line.away");
}

const styles = StyleSheet.create({
  card: { gap: space.medium },
  line: { flexDirection: "row", alignItems: "center", justifyContent: "space-between", gap: space.medium },
  under: { flexDirection: "column", alignItems: "stretch" },
  name: { flexShrink: 1 },
  field: { width: 176, flexDirection: "row" },
  whole: { width: "100%" },
});
