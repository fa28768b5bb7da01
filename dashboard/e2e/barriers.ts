import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright";

/** What axe finds in the way of a reader on this page, by all of its rules or by some, each with the element it is about. */
export async function barriers(page: Page, rules: string[] = []): Promise<string[]> {
  // Without frames there is nothing to gather from others, and no page of its own to do it in.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules.length === 0 ? axe : axe.withRules(rules)).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ""}`),
  );
}
