/** Where values stand on a field, in its points: time from left to right, the largest value on top; what never changes lies in the middle. */
export function plot(
  values: readonly (readonly [at: number, value: number])[],
  { width, height, margin }: { width: number; height: number; margin: number },
): { x: number; y: number }[] {
  const [times, sizes] = [values.map(([at]) => at), values.map(([, value]) => value)];
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const share = (value: number, low: number, high: number) => (high === low ? 0.5 : (value - low) / (high - low));
  const round = (points: number) => Math.round(points * 10) / 10;
  return values.map(([at, value]) => ({
    x: round(margin + share(at, from, to) * (width - 2 * margin)),
    y: round(height - margin - share(value, least, most) * (height - 2 * margin)),
  }));
}
