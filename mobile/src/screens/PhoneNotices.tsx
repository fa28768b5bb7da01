import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type NoticeActs, Notices } from "./Notices.tsx";
import { useFace, usePhone } from "./phone.ts";
import { useRead } from "./read.tsx";
import type { Told } from "./use-told.ts";

/** Notices and what answers them, the same wherever they stand. */
export function PhoneNotices({ told: { refusal, tell, dismiss } }: { told: Told }) {
  const phone = usePhone();
  const { trouble, news, offers, link } = useFace();
  const { t } = useTranslation();
  const { isRead, read } = useRead();
  const faultName = link.fault?.kind ?? "";
  const acts = useMemo<NoticeActs>(
    () => ({
      undo: (newsId) => tell(phone.session.undo(newsId)),
      dismiss: (newsId) => tell(phone.session.dismiss(newsId)),
      keepOffer: (sessionId) => tell(phone.session.keep(sessionId)),
      finishOffer: (sessionId) => tell(phone.session.finish(sessionId)),
      discardOffer: (sessionId) => tell(phone.session.discard(sessionId)),
      callWatch: () => phone.session.callWatch(),
      dismissRefusal: dismiss,
      retrySaving: () => phone.retry(),
      dismissFault: () => read(faultName),
    }),
    [phone, tell, dismiss, read, faultName],
  );
  const notices = {
    trouble,
    news,
    offers,
    refusal: refusal === null ? null : t(`notice.refused.${refusal}`),
  };
  // Of a tab that another has taken over, the watch is that one's as well: to be told so once is enough.
  const isSettled = isRead(faultName) || trouble?.kind === "taken_over";
  const shownLink = isSettled ? { ...link, fault: null } : link;
  return <Notices {...notices} link={shownLink} acts={acts} />;
}
