import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { LineFault, LinkFace, News, OfferFace, Trouble } from "../session/face.ts";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import type { Figures } from "../words/figures.ts";
import { useFigures } from "../words/use-figures.ts";

export interface NoticeActs {
  undo(newsId: string): void;
  dismiss(newsId: string): void;
  keepOffer(sessionId: string): void;
  finishOffer(sessionId: string): void;
  discardOffer(sessionId: string): void;
  callWatch(): void;
  dismissRefusal(): void;
  retrySaving(): void;
  dismissFault(): void;
}

export interface NoticesProps {
  trouble: Trouble | null;
  news: readonly News[];
  offers: readonly OfferFace[];
  /** What was not possible, in the lifter's words. */
  refusal: string | null;
  /** Its fault is null once the lifter has read it. */
  link: LinkFace;
  acts: NoticeActs;
}

/** What the lifter should know, and what can be done about it; the most pressing first. */
export function Notices({ trouble, news, offers, refusal, link, acts }: NoticesProps) {
  const { t } = useTranslation();
  const figures = useFigures();
  return (
    <>
      {trouble !== null && (
        <Notice weight="trouble" icon="warning" text={troubleText(trouble, t)}>
          {trouble.kind !== "taken_over" && <Button manner="quiet" label={t("tryAgain")} onPress={acts.retrySaving} />}
        </Notice>
      )}
      {refusal !== null && (
        <Notice weight="caution" icon="warning" text={refusal}>
          <Button manner="quiet" label={t("ok")} onPress={acts.dismissRefusal} />
        </Notice>
      )}
      {offers.map(({ sessionId, routineName: name, startedOn }) => (
        <Notice
          key={sessionId}
          weight="caution"
          icon="watch"
          text={t(startedOn === "watch" ? "notice.alsoStartedWatch" : "notice.alsoStartedPhone", { name })}
        >
          <Button manner="quiet" label={t("notice.keep")} onPress={() => acts.keepOffer(sessionId)} />
          <Button manner="quiet" label={t("notice.finishOther")} onPress={() => acts.finishOffer(sessionId)} />
          <Button manner="quiet" label={t("notice.discardOther")} onPress={() => acts.discardOffer(sessionId)} />
        </Notice>
      ))}
      {news.map((item) => (
        <Notice key={item.id} weight="news" icon="both" text={newsText(item, t, figures)}>
          {item.what === "conflict" && <Button manner="quiet" label={t("undo")} onPress={() => acts.undo(item.id)} />}
          <Button manner="quiet" label={t("ok")} onPress={() => acts.dismiss(item.id)} />
        </Notice>
      ))}
      {link.fault !== null && isPressing(link.fault) && (
        <Notice
          weight="caution"
          icon="watch"
          text={`${t(`line.${link.fault.kind}`, { sentence: link.fault.sentence })} ${t("line.alone")}`}
        >
          <Button manner="quiet" label={t("ok")} onPress={acts.dismissFault} />
        </Notice>
      )}
      {link.startFault !== null && link.fault === null && (
        <Notice weight="caution" icon="watch" text={t("notice.watchFault", { sentence: link.startFault })}>
          <Button manner="quiet" label={t("tryAgain")} onPress={acts.callWatch} />
        </Notice>
      )}
    </>
  );
}

/** Nothing comes of it by itself: the lifter can do something, or should at least know. The rest stands in one line of the live screen. */
export function isPressing({ kind }: LineFault): boolean {
  return kind !== "unreachable" && kind !== "unsupported" && kind !== "unpaired";
}

function troubleText({ kind, sentence, unsaved }: Trouble, t: TFunction): string {
  const what =
    kind === "full"
      ? t("notice.storageFull")
      : kind === "taken_over"
        ? t("notice.storageTakenOver")
        : t("notice.storageBroken", { sentence });
  return unsaved === 0 || kind === "taken_over" ? what : `${what} ${t("notice.unsaved", { count: unsaved })}`;
}

function newsText(news: News, t: TFunction, figures: Figures): string {
  switch (news.what) {
    case "conflict": {
      const { exercise, setNumber, unit, field, kept, lost, keptOn } = news;
      // One that was added in the training and is gone has neither number nor exercise any more.
      const set = setNumber === 0 ? t("notice.someSet") : t("notice.set", { exercise, number: setNumber });
      if (field === "isCompleted") return t(kept ? "notice.conflict.staysDone" : "notice.conflict.staysOpen", { set });
      if (field === "deleted") return t(kept ? "notice.conflict.staysRemoved" : "notice.conflict.staysThere", { set });
      return t(`notice.conflict.${field}`, {
        set,
        unit: t(`unit.${unit}`),
        kept: figures.number(Number(kept)),
        lost: figures.number(Number(lost)),
        from: t(`notice.from.${keptOn}`),
      });
    }
    case "ended_elsewhere":
      return t(news.status === "finished" ? "notice.endedFinished" : "notice.endedDiscarded", {
        name: news.routineName,
      });
    case "not_discarded":
      return t("notice.notDiscarded", { name: news.routineName });
  }
}
