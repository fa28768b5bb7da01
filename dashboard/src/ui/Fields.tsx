import styles from "./Fields.module.css";

/** Names and values, one under the other. A value is text, whatever a device put into it. */
export function Fields({ fields }: { fields: readonly (readonly [name: string, value: string])[] }) {
  return (
    <dl className={styles.fields}>
      {fields.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
