import { Component, type ReactNode } from "react";
import buttons from "./Button.module.css";
import { Notice } from "./Notice.tsx";

/** Stands in for a view that met a fault of its own, so that the rest of the page goes on. */
export class Fallback extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <Notice title="This view met a fault of its own">
        <p>{error.message}</p>
        <button type="button" className={buttons.button} onClick={() => this.setState({ error: null })}>
          Show it again
        </button>
      </Notice>
    );
  }
}
