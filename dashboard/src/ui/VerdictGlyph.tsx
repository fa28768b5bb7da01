import type { VerdictWord } from "@lighty/protocol";

/** The shape of each verdict on a 12 by 12 field. Told apart without colour, also when small. */
export const verdictShapes: Record<VerdictWord, { fill?: string; stroke?: string }> = {
  applied: { fill: "M6 2.2a3.8 3.8 0 1 0 0 7.6a3.8 3.8 0 1 0 0-7.6Z" },
  duplicate: { stroke: "M1.8 4.2h6v6h-6ZM4.4 4V1.8h6v6H8.2" },
  healed: { fill: "M4.6 1.2h2.8v3.4h3.4v2.8H7.4v3.4H4.6V7.4H1.2V4.6h3.4Z" },
  early: { fill: "M2 1.2h8L6 6l4 4.8H2L6 6Z" },
  partly_applied: { fill: "M6 1.8a4.2 4.2 0 0 0 0 8.4Z", stroke: "M6 1.8a4.2 4.2 0 1 1 0 8.4a4.2 4.2 0 1 1 0-8.4Z" },
  superseded: { fill: "M0.8 2h10.4L6 10.8Z" },
  foreign: { fill: "M6 0.8L11.2 6L6 11.2L0.8 6Z" },
  ended: { fill: "M2 2h8v8H2Z" },
  rejected: { stroke: "M2.2 2.2l7.6 7.6M9.8 2.2l-7.6 7.6" },
};

/** A verdict's shape as part of a drawing; `--verdict` is its colour. */
export function VerdictShape({ word }: { word: VerdictWord }) {
  const { fill, stroke } = verdictShapes[word];
  return (
    <>
      {fill !== undefined && <path d={fill} fill="var(--verdict)" />}
      {stroke !== undefined && (
        <path d={stroke} fill="none" stroke="var(--verdict)" strokeWidth={word === "rejected" ? 2.6 : 1.4} />
      )}
    </>
  );
}

export function VerdictGlyph({ word, size = 12 }: { word: VerdictWord; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" data-verdict={word} aria-hidden="true">
      <VerdictShape word={word} />
    </svg>
  );
}
