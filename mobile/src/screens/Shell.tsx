import { BottomTabBar, createBottomTabNavigator } from "@react-navigation/bottom-tabs";
import { NavigationContainer, StackActions, type Theme, useNavigationContainerRef } from "@react-navigation/native";
import { createNativeStackNavigator } from "@react-navigation/native-stack";
import { type ReactNode, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Platform, StyleSheet, View } from "react-native";
import { Icon, type IconName } from "../ui/Icon.tsx";
import { useLook } from "../ui/look.tsx";
import type { Palette } from "../ui/palette.ts";
import { Text } from "../ui/Text.tsx";
import { Boundary } from "./Boundary.tsx";
import { HistoryPage, LivePage, RoutinePage, SettingsPage, SummaryPage, TrainingPage, TrainPage } from "./pages.tsx";
import { useFace, usePhone } from "./phone.ts";
import type { Places, Tabs } from "./places.ts";
import { ReadProvider } from "./read.tsx";
import { TroubleScreen } from "./TroubleScreen.tsx";

const Stack = createNativeStackNavigator<Places>();
const Tab = createBottomTabNavigator<Tabs>();

export interface ShellProps {
  version: string;
  /** What a debug build hangs into the settings. */
  debug?: ReactNode;
}

/** The ways between the screens. A live session comes to the front by itself, wherever it was started; a finished one stays until it was read. */
export function Shell({ version, debug }: ShellProps) {
  const phone = usePhone();
  const { isOpen, trouble, live, finish } = useFace();
  const { palette } = useLook();
  const { t } = useTranslation();
  const ways = useNavigationContainerRef<Places>();
  const liveId = live?.sessionId ?? null;
  const theme = useMemo(() => themeOf(palette), [palette]);
  const isSummary = live === null && finish !== null;

  const follow = () => {
    if (!ways.isReady() || isSummary) return;
    if (liveId !== null) ways.navigate("Live");
    else if (ways.getCurrentRoute()?.name === "Live") ways.dispatch(StackActions.popTo("Home", { screen: "Train" }));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each session that comes or goes, and not when the lifter looks elsewhere
  useEffect(follow, [liveId, isSummary]);

  if (!isOpen && trouble !== null) {
    return (
      <TroubleScreen
        title={t("notice.broken")}
        text={t("notice.brokenText")}
        sentence={trouble.sentence}
        onRetry={() => phone.retry()}
      />
    );
  }
  if (!isOpen) return <Opening />;
  return (
    <Boundary>
      <ReadProvider>
        <NavigationContainer ref={ways} theme={theme} onReady={follow} documentTitle={{ formatter: () => t("app") }}>
          <Stack.Navigator screenOptions={{ headerShown: false, contentStyle: { backgroundColor: palette.ground } }}>
            {isSummary ? (
              <Stack.Screen name="Summary" component={SummaryPage} options={{ gestureEnabled: false }} />
            ) : (
              <>
                <Stack.Screen name="Home">{() => <Home version={version} debug={debug} />}</Stack.Screen>
                <Stack.Screen name="Routine" component={RoutinePage} />
                <Stack.Screen name="Live" component={LivePage} />
                <Stack.Screen name="Training" component={TrainingPage} />
              </>
            )}
          </Stack.Navigator>
        </NavigationContainer>
      </ReadProvider>
    </Boundary>
  );
}

const tabIcons: Record<keyof Tabs, IconName> = { Train: "lift", History: "history", Settings: "gear" };

function Home({ version, debug }: ShellProps) {
  const { palette, textScale } = useLook();
  const { t } = useTranslation();
  return (
    <Tab.Navigator
      tabBar={(bar) => (
        <View role="navigation">
          <BottomTabBar {...bar} />
        </View>
      )}
      screenOptions={({ route }) => ({
        headerShown: false,
        tabBarActiveTintColor: palette.accent,
        tabBarInactiveTintColor: palette.muted,
        tabBarStyle: {
          backgroundColor: palette.surface,
          borderTopColor: palette.line,
          // The system's height is right on an iPhone; on a page a label would lose its descenders.
          ...(Platform.OS === "web" ? { height: 48 + 12 * Math.min(1.6, textScale) } : {}),
        },
        tabBarLabelStyle: { fontSize: 11 * Math.min(1.25, textScale) },
        tabBarLabelPosition: "below-icon",
        tabBarIcon: ({ focused }) => <Icon name={tabIcons[route.name]} tone={focused ? "accent" : "muted"} />,
      })}
    >
      <Tab.Screen name="Train" component={TrainPage} options={{ title: t("tab.train") }} />
      <Tab.Screen name="History" component={HistoryPage} options={{ title: t("tab.history") }} />
      <Tab.Screen name="Settings" options={{ title: t("tab.settings") }}>
        {() => <SettingsPage version={version} debug={debug} />}
      </Tab.Screen>
    </Tab.Navigator>
  );
}

function Opening() {
  const { palette } = useLook();
  const { t } = useTranslation();
  return (
    <View role="main" style={[styles.opening, { backgroundColor: palette.ground }]}>
      <Text tone="muted">{t("opening")}</Text>
    </View>
  );
}

function themeOf(palette: Palette): Theme {
  const regular = { fontFamily: "System", fontWeight: "400" } as const;
  const bold = { fontFamily: "System", fontWeight: "600" } as const;
  return {
    dark: palette.scheme === "dark",
    colors: {
      primary: palette.accent,
      background: palette.ground,
      card: palette.surface,
      text: palette.text,
      border: palette.line,
      notification: palette.accent,
    },
    fonts: { regular, medium: regular, bold, heavy: bold },
  };
}

const styles = StyleSheet.create({
  opening: { flex: 1, alignItems: "center", justifyContent: "center" },
});
