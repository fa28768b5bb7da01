import type { NavigatorScreenParams } from "@react-navigation/native";

export type Tabs = { Train: undefined; History: undefined; Settings: undefined };

/** Where one can be, and what a place needs to know. */
export type Places = {
  Home: NavigatorScreenParams<Tabs> | undefined;
  Routine: { routineId: string; isNew?: boolean };
  Live: undefined;
  Summary: undefined;
  Training: { sessionId: string };
};
