import { createRoot } from "react-dom/client";
import "slack-blocks-to-jsx/dist/style.css";
import { App } from "./App";
import "./styles/base.css";
import "./styles/sidebar.css";
import "./styles/messages.css";
import "./styles/controls.css";
import "./styles/blocks.css";
import "./styles/traffic.css";
import "./styles/phone.css";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no root element");
createRoot(root).render(<App />);
