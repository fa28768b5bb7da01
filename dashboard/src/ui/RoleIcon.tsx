import type { Role } from "@lighty/protocol";

const drawings: Record<Role, string> = {
  phone:
    "M4.5 1.5h7a1.2 1.2 0 0 1 1.2 1.2v10.6a1.2 1.2 0 0 1-1.2 1.2h-7a1.2 1.2 0 0 1-1.2-1.2V2.7a1.2 1.2 0 0 1 1.2-1.2ZM7 12.4h2",
  watch:
    "M5 4h6a1.5 1.5 0 0 1 1.5 1.5v5A1.5 1.5 0 0 1 11 12H5a1.5 1.5 0 0 1-1.5-1.5v-5A1.5 1.5 0 0 1 5 4ZM5.5 4l.6-2.7h3.8l.6 2.7M5.5 12l.6 2.7h3.8l.6-2.7M8 6.3V8l1.2.9",
};

/** A phone or a watch, in the colour of the text around it. */
export function RoleIcon({ role, size = 16 }: { role: Role; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" role="img" aria-label={role}>
      <path
        d={drawings[role]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
