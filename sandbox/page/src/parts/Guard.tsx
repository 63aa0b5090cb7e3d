import { Component, type ReactNode } from "react";

// What cannot be drawn must not take the rest of the page with it.
export class Guard extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return <p className="note">This part of the message cannot be shown here.</p>;
  }
}
