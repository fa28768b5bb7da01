import { type ReactNode, type Ref, useImperativeHandle, useRef } from "react";
import { useTranslation } from "react-i18next";
import { ScrollView, SectionList, StyleSheet, View } from "react-native";
import { SafeAreaView } from "react-native-safe-area-context";
import { IconButton } from "./Button.tsx";
import { space, useLook } from "./look.tsx";
import { Text } from "./Text.tsx";

export interface FrameProps {
  title: string;
  onBack?: (() => void) | undefined;
  /** Beside the title. */
  action?: ReactNode;
  /** What the lifter should know, in sight wherever the list is scrolled to: below what scrolls, in a place of its own. */
  notices?: ReactNode;
  /** Below them, in a place of its own as well: it covers no row. */
  foot?: ReactNode;
}

/** Scrolls so that a view within the screen is seen whole. Gives what takes that back before it happens. */
export interface ScreenHandle {
  reveal(view: View): () => void;
}

export interface ScreenProps extends FrameProps {
  ref?: Ref<ScreenHandle>;
  children: ReactNode;
}

/** What a layout takes to settle after a row has opened or a foot has grown. Milliseconds. */
const settlingMs = 120;

/** The frame of every screen: its title, what scrolls, and what stays. */
export function Screen({ ref, children, ...frame }: ScreenProps) {
  const [scroll, content] = [useRef<ScrollView>(null), useRef<View>(null)];
  const seen = useRef({ top: 0, height: 0 });
  useImperativeHandle(ref, () => ({
    reveal: (view) => {
      const timer = setTimeout(() => {
        if (content.current === null) return;
        view.measureLayout(content.current, (_x, y, _width, height) => {
          const { top, height: room } = seen.current;
          const isSeen = y >= top && y + height <= top + room;
          if (!isSeen)
            scroll.current?.scrollTo({ y: Math.max(0, y - Math.max(0, room - height) / 2), animated: false });
        });
      }, settlingMs);
      return () => clearTimeout(timer);
    },
  }));
  return (
    <Frame {...frame}>
      <ScrollView
        ref={scroll}
        style={styles.fill}
        keyboardShouldPersistTaps="handled"
        automaticallyAdjustKeyboardInsets
        scrollEventThrottle={100}
        onLayout={({ nativeEvent }) => {
          seen.current.height = nativeEvent.layout.height;
        }}
        onScroll={({ nativeEvent }) => {
          seen.current.top = nativeEvent.contentOffset.y;
        }}
      >
        <View ref={content} style={styles.content}>
          <Head {...frame} />
          {children}
        </View>
      </ScrollView>
    </Frame>
  );
}

export interface ListScreenProps<Item> extends FrameProps {
  sections: readonly { title: string; data: readonly Item[] }[];
  keyOf(item: Item): string;
  /** One row. */
  draw(item: Item): ReactNode;
  /** In place of rows where there are none. */
  empty: ReactNode;
  /** Below the last one. */
  end?: ReactNode;
}

/** A screen of rows that may be thousands: only those near what is seen are drawn. */
export function ListScreen<Item>({ sections, keyOf, draw, empty, end, ...frame }: ListScreenProps<Item>) {
  const { palette } = useLook();
  return (
    <Frame {...frame}>
      <SectionList
        style={styles.fill}
        contentContainerStyle={styles.content}
        sections={sections}
        keyExtractor={keyOf}
        renderItem={({ item }) => <>{draw(item)}</>}
        renderSectionHeader={({ section }) => (
          <View style={[styles.section, { backgroundColor: palette.ground }]}>
            <Text kind="strong" level={2} tone="muted">
              {section.title}
            </Text>
          </View>
        )}
        stickySectionHeadersEnabled={false}
        ListHeaderComponent={<Head {...frame} />}
        ListEmptyComponent={<View>{empty}</View>}
        ListFooterComponent={<View>{end}</View>}
      />
    </Frame>
  );
}

function Frame({ notices, foot, children }: Pick<FrameProps, "notices" | "foot"> & { children: ReactNode }) {
  const { palette } = useLook();
  return (
    <SafeAreaView edges={["top", "left", "right"]} style={[styles.fill, { backgroundColor: palette.ground }]}>
      <View role="main" style={styles.fill}>
        {children}
        <ScrollView style={styles.notices} contentContainerStyle={styles.noticesWithin}>
          {notices}
        </ScrollView>
        {foot !== undefined && foot !== false && <SafeAreaView edges={["bottom"]}>{foot}</SafeAreaView>}
      </View>
    </SafeAreaView>
  );
}

function Head({ title, onBack, action }: Pick<FrameProps, "title" | "onBack" | "action">) {
  const { t } = useTranslation();
  return (
    <View style={styles.head}>
      {onBack !== undefined && <IconButton icon="back" spoken={t("back")} tone="accent" onPress={onBack} />}
      <Text kind="title" level={1} style={styles.title}>
        {title}
      </Text>
      {action}
    </View>
  );
}

const column = { width: "100%", maxWidth: 640, alignSelf: "center" } as const;

const styles = StyleSheet.create({
  fill: { flex: 1 },
  content: { ...column, padding: space.large, paddingBottom: space.huge * 2, gap: space.medium },
  head: { flexDirection: "row", alignItems: "center", gap: space.hair, minHeight: 48 },
  title: { flex: 1 },
  section: { paddingTop: space.small },
  notices: { flexGrow: 0, flexShrink: 0, maxHeight: "45%" },
  noticesWithin: { ...column, paddingHorizontal: space.medium },
});
