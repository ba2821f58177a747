import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/forced.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { startText } from "./text/i18n.ts";
import { startTheme } from "./components/theme.ts";

startTheme();
await startText();

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
